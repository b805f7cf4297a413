import type { ContainerdFacts } from '../../../../model/host/containerd-facts.ts';
import { oncePer } from '../../../../model/once-per.ts';
import { adviseOnPath } from '../../../advice/places/search-path.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/**
 * An element that is empty or relative makes containerd look below its cwd. Go reports such a hit as ErrDot, but
 * containerd ignores that error and runs what it found. Source: containerd `core/runtime/v2/shim_manager.go`.
 */
export const searchPathRelative: Rule = {
  check: ({ observation: { containerd } }) => relativeIn(containerd),
};

const relativeIn = oncePer((containerd: ContainerdFacts): RuleFinding[] => {
  const { path = '', cwd, optDirectory } = containerd;
  if (path === '') return [];
  const elements = path.split(':');
  // The opt plugin puts its directory in front of the PATH that the user wrote.
  const own = elements[0] === optDirectory ? elements.slice(1) : elements;
  return own.flatMap((element, index): RuleFinding[] => {
    if (element.startsWith('/')) return [];
    const { what, remedy } = explain(element);
    return [
      {
        severity: 'medium',
        subject: element === '' ? '(empty element)' : element,
        message: `Element ${index + 1} of containerd's PATH ${what}, so shims are looked for from its working directory "${cwd}"`,
        advice: [adviseOnPath(remedy, containerd)],
      },
    ];
  });
});

function explain(element: string): { readonly what: string; readonly remedy: string } {
  if (element === '') return { what: 'is empty', remedy: "Write only absolute directories into containerd's PATH" };
  if (/^["']/.test(element)) {
    return {
      what: `begins with a quote: ${element}`,
      remedy: 'Write the directory without quotes: in PATH, a quote is part of the name',
    };
  }
  const what = `is relative: "${element}"`;
  if (!/^~|\$/.test(element)) return { what, remedy: "Write only absolute directories into containerd's PATH" };
  const kind = element.includes('$') ? 'variables' : '"~"';
  return {
    what,
    remedy: `Write the whole PATH: systemd does not expand ${kind} in Environment=, and nothing else does`,
  };
}
