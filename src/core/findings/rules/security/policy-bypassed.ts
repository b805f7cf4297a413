import type { Ownership, TrailStep } from '../../../../model/host/ownership.ts';
import type { Shim } from '../../../../model/inventory/shim.ts';
import { shellWord } from '../../../advice/shell-word.ts';
import { fileNameOf } from '../../../go/path.ts';
import { allows } from '../../../policy.ts';
import type { Rule, RuleContext, RuleFinding } from '../../context.ts';

/**
 * The site policy knows file names. The same file under another name is allowed, and a kubelet does not ask Docker, so the
 * policy does not apply to its handlers.
 */
export const policyBypassed: Rule = {
  check(context) {
    const { ownership, world, handlers } = context;
    if (ownership === undefined || world.policy.deny.length === 0) return [];
    const denial = denialsIn(context, ownership);
    const byName = [...programs(context)].flatMap(([path, name]) => underOtherName(path, name, denial(path)));
    const byHandler = handlers.flatMap(({ handler, path, definedIn }): RuleFinding[] => {
      if (path === undefined) return [];
      const denied = isDenied(path, context) ? path : denial(path);
      return denied === undefined ? [] : [ofHandler(handler, denied, definedIn?.file)];
    });
    return [...byName, ...byHandler];
  },
};

type Denial = (path: string) => string | undefined;

/** The denied file that a path leads to, by another name or by a hard link. */
function denialsIn(context: RuleContext, ownership: Ownership): Denial {
  const denied = context.shims.filter(({ path }) => isDenied(path, context));
  const inodes = new Map(denied.map((shim: Shim) => [endOf(shim.path, ownership)?.inode, shim.path]));
  return (path) => {
    const end = endOf(path, ownership);
    if (end === undefined) return undefined;
    return inodes.get(end.inode) ?? (isDenied(end.path, context) ? end.path : undefined);
  };
}

function endOf(path: string, { trail }: Ownership): TrailStep | undefined {
  const { steps, errno } = trail(path);
  return errno === undefined ? steps.at(-1) : undefined;
}

function isDenied(path: string, { world }: Pick<RuleContext, 'world'>): boolean {
  return !allows({ allow: [], deny: world.policy.deny }, fileNameOf(path));
}

/** Shims that Docker's clients get, with the name that leads to each. */
function programs(context: RuleContext): Map<string, string> {
  const { shims, runtimes } = context;
  const named = runtimes.flatMap(({ name, path, permitted }): [string, string][] =>
    path === undefined || permitted === false ? [] : [[path, name]],
  );
  const found = shims.flatMap(({ state, path, runtime }): [string, string][] =>
    state === 'effective' && runtime !== undefined ? [[path, runtime]] : [],
  );
  return new Map([...found, ...named].filter(([path]) => !isDenied(path, context)));
}

function underOtherName(path: string, name: string, denied: string | undefined): RuleFinding[] {
  if (denied === undefined) return [];
  return [
    {
      severity: 'medium',
      subject: path,
      message: `The site policy denies "${denied}", but runtime "${name}" runs the same file as "${path}"`,
      advice: [
        { text: `Deny the other name as well: --deny ${shellWord(fileNameOf(path))}` },
        { text: 'Or remove the other name', command: `rm ${shellWord(path)}` },
      ],
    },
  ];
}

function ofHandler(handler: string, denied: string, file: string | undefined): RuleFinding {
  const where = file === undefined ? "containerd's configuration" : `"${file}"`;
  return {
    severity: 'medium',
    subject: handler,
    message: `The site policy denies "${denied}", but a pod with the CRI handler "${handler}" runs it: the policy applies to Docker only`,
    advice: `Remove the handler "${handler}" from ${where}, or give it another shim, then restart containerd`,
  };
}
