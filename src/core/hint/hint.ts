import type { Advice } from '../../model/inventory/advice.ts';
import type { Resolution } from '../../model/resolution.ts';
import { shellWord } from '../advice/shell-word.ts';

/**
 * The advice below a failed command of docker: the cause in one sentence, and a line with what to do. Undefined for a name
 * that starts, and for a name for which that is not known.
 */
export function hintOn(resolution: Resolution): readonly string[] | undefined {
  const { name, permitted, available, cause, unavailable, advice } = resolution;
  if (permitted !== false && available !== false) return undefined;
  const why = cause ?? unavailable?.message;
  if (why === undefined) return undefined;
  const more = `docker shimdex resolve ${shellWord(name)}`;
  const [first] = advice;
  return [why, first === undefined ? `More: ${more}` : remedy(first, why, more)];
}

function remedy({ text, command, file, snippet }: Advice, why: string, more: string): string {
  if (snippet !== undefined) return `What to write into "${file}": ${more}`;
  const wanted = withoutCause(text, why);
  return command === undefined ? `${wanted} (more: ${more})` : `${wanted}: ${command}`;
}

/** Advice about a file begins with what is wrong with it, which the cause says already. */
function withoutCause(text: string, why: string): string {
  const said = `: ${why.slice(why.lastIndexOf(': ') + 2)}. `;
  const at = text.indexOf(said);
  return at < 0 ? text : text.slice(at + said.length);
}
