import type { Ownership, TrailStep } from '../../../../model/host/ownership.ts';
import { shellWord } from '../../../advice/shell-word.ts';
import { targetByTarget } from '../../../exposure/in-context.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/** Nothing that containerd or dockerd starts needs these bits: it runs as their user already. */
export const programSetuid: Rule = {
  check: (context) => setuidIn(context),
};

const setuidIn = targetByTarget(({ kind, path, what }, ownership) => {
  const file = kind === 'program' ? endOf(path, ownership) : undefined;
  return file === undefined || !(file.mode & 0o6000) ? [] : [describe(file, what)];
});

function endOf(path: string, { trail }: Ownership): TrailStep | undefined {
  const { steps, errno } = trail(path);
  const end = steps.at(-1);
  return errno === undefined && end?.kind === 'file' ? end : undefined;
}

/** Every user who may execute a setuid program of root runs it as root. */
function describe({ path, mode, uid }: TrailStep, what: string): RuleFinding {
  const isForAll = (mode & 0o001) !== 0;
  const isRoots = (mode & 0o4000) !== 0 && uid === 0;
  const bits = [...(mode & 0o4000 ? ['u'] : []), ...(mode & 0o2000 ? ['g'] : [])];
  const names = bits.map((bit) => (bit === 'u' ? 'setuid' : 'setgid')).join(' and ');
  const effect = isForAll && isRoots ? ': every user can run it as root' : '';
  return {
    severity: isRoots && isForAll ? 'high' : isForAll ? 'medium' : 'low',
    subject: path,
    message: `"${path}" (${what}) has the ${names} bit, which it does not need${effect}`,
    advice: [{ text: 'Remove the bit', command: `chmod ${bits.join('')}-s ${shellWord(path)}` }],
  };
}
