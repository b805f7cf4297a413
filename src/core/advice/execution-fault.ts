import { defined } from '../../model/defined.ts';
import type { ExecutionFault } from '../../model/host/execution-fault.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { directoryOf } from '../go/path.ts';
import { shellWord } from './shell-word.ts';

/** A carriage return is shown as `\r`, because nobody sees it otherwise. */
export function visible(text: string): string {
  return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** What to do about a file that does not execute, or fails as soon as it runs. */
export function adviseOnFault(fault: ExecutionFault): Advice {
  const why = visible(`"${fault.path}": ${fault.what}`);
  const { remedy, command } = remedyOf(fault);
  return { text: `${why}. ${visible(remedy)}`, ...defined({ command }) };
}

interface Remedy {
  readonly remedy: string;
  readonly command?: string;
}

function remedyOf(fault: ExecutionFault): Remedy {
  switch (fault.kind) {
    case 'missing-file':
      return { remedy: missingRemedies[fault.errno ?? ''] ?? missingRemedy(fault) };
    case 'not-a-file':
      return { remedy: 'Move it elsewhere and put a program in its place, or correct the path' };
    case 'not-executable':
      return modeRemedy(fault);
    case 'noexec':
      return { remedy: 'Move it to another file system, or mount this one without "noexec"; file modes cannot help' };
    case 'empty':
    case 'damaged':
      return { remedy: 'Install the program again: the file is not complete' };
    case 'not-a-program':
      return { remedy: programRemedy(fault) };
    case 'byte-order-mark':
      return { remedy: 'Save the script as UTF-8 without a byte order mark (BOM)' };
    case 'carriage-return':
      return {
        remedy: 'Save the script with line breaks of Unix (LF, not CRLF)',
        command: `sed -i 's/\\r$//' ${shellWord(fault.path)}`,
      };
    case 'missing-interpreter':
      return { remedy: `Install "${fault.interpreter}", or correct the first line of the script` };
    case 'relative-interpreter':
    case 'interpreter-too-long':
    case 'interpreter-loop':
      return { remedy: 'Write the whole path of a program into the first line of the script' };
    case 'unusable-interpreter':
      return defined({ remedy: `Repair "${fault.cause.path}"`, command: remedyOf(fault.cause).command });
    case 'missing-program':
      return fault.refusal?.cause ? remedyOf(fault.refusal.cause) : { remedy: programOfEnvRemedy(fault) };
    case 'missing-loader':
      return { remedy: loaderRemedy(fault) };
    case 'foreign-machine':
      return { remedy: `Install the build for ${fault.hostMachine}` };
    case 'missing-library':
      return { remedy: libraryRemedy(fault) };
  }
}

const missingRemedies: Readonly<Partial<Record<string, string>>> = {
  ELOOP: 'Install the program in the place of the link',
  EACCES: 'Move the program to a directory that this user may enter, or open the directory to this user',
};

function missingRemedy({ dangling }: ExecutionFault & { readonly kind: 'missing-file' }): string {
  return dangling
    ? 'Install what the link points to, or remove the link'
    : 'Install what the path leads to, or correct the path';
}

/** Another mode does not make a program of a file. */
function modeRemedy({ path, content }: ExecutionFault & { readonly kind: 'not-executable' }): Remedy {
  const chmod = `chmod 755 ${shellWord(path)}`;
  if (content === null) return { remedy: 'Make it executable', command: chmod };
  if (content === undefined) return { remedy: 'If it is a program, make it executable (mode 0755)' };
  const { remedy, command } = remedyOf(content);
  if (replaced.has(content.kind)) return defined({ remedy, command });
  const both = command === undefined ? undefined : `${command} && ${chmod}`;
  return defined({ remedy: `${remedy}. Then make it executable (mode 0755)`, command: both });
}

/** The remedy for these is another file, which has a mode of its own. */
const replaced: ReadonlySet<ExecutionFault['kind']> = new Set(['empty', 'damaged', 'not-a-program', 'foreign-machine']);

function programRemedy({ isText, mistaken }: ExecutionFault & { readonly kind: 'not-a-program' }): string {
  if (mistaken === 'archive') return 'Unpack it, and put the program from it in its place';
  if (mistaken === 'web-page') return 'Download the program again: a web page was saved in its place';
  return isText
    ? 'A text is not a program: install the program in its place or, if it is a script, begin it with a "#!" line'
    : 'Install the program for Linux: this file is not a program of Linux';
}

/** env looks on the PATH for a name only. */
function programOfEnvRemedy({ program, refusal }: ExecutionFault & { readonly kind: 'missing-program' }): string {
  if (refusal?.errno === 'EACCES') {
    return `Let this user execute "${refusal.path}", or install "${program}" in another directory of the PATH`;
  }
  if (refusal?.path.endsWith(`/${program}`)) {
    return `Remove "${directoryOf(refusal.path)}" from containerd's PATH, or repair it`;
  }
  if (program.includes('/')) return `Install "${program}", or write its name without a directory`;
  return `Install "${program}", or add its directory to containerd's PATH`;
}

function loaderRemedy({ loader, library }: ExecutionFault & { readonly kind: 'missing-loader' }): string {
  const names = { glibc: 'glibc, the GNU C library', musl: 'musl', other: 'another C library' };
  const own = library === 'other' ? `Install "${loader}"` : `Install the build for the C library of this host`;
  return `It is built for ${names[library]}. ${own}, or the package that has "${loader}"`;
}

function libraryRemedy({
  library,
  version,
  damage,
  foundAt,
}: ExecutionFault & { readonly kind: 'missing-library' }): string {
  if (version !== undefined) return `Install the build for this distribution, or upgrade "${library}"`;
  if (damage !== undefined) return `Install the package that has "${foundAt}" again: the file is not a library`;
  return `Install the package that has the library "${library}"; if the library is in a directory that the loader does not know, name the directory in a file of "/etc/ld.so.conf.d" and run ldconfig`;
}
