import { daemonOptions } from '../known-options.ts';

/** An object of a text that may not be JSON as a whole. */
interface NamedObject {
  readonly line: number;
  /** It is directly in `runtimes`, so that it is meant to be a runtime. */
  readonly isRuntime: boolean;
}

const token = /("(?:[^"\\\n]|\\.)*")(\s*:\s*\{)?|[{}]/g;

/** The options of daemon.json, which are not runtimes even where a brace is missing before them. */
const options: ReadonlySet<string> = new Set(daemonOptions.map(({ key }) => key));

/** The named objects in a text, each with the place at which it appears first. */
export function namedObjects(text: string): ReadonlyMap<string, NamedObject> {
  const found = new Map<string, NamedObject>();
  const open: string[] = [];
  let line = 1;
  let read = 0;
  for (const { 0: whole, 1: quoted, 2: opening, index } of text.matchAll(token)) {
    line += text.slice(read, index).split('\n').length - 1;
    read = index;
    if (whole === '}') open.pop();
    else if (whole === '{') open.push('');
    else if (quoted !== undefined && opening !== undefined) {
      const name = readName(quoted);
      if (name !== undefined && name !== 'runtimes' && !found.has(name)) {
        found.set(name, { line, isRuntime: open.at(-1) === 'runtimes' && !options.has(name) });
      }
      open.push(name ?? '');
    }
  }
  return found;
}

function readName(quoted: string): string | undefined {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}
