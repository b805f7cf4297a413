import { defined } from '../../../model/defined.ts';
import type { ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { Credentials, FoundFile } from '../../../model/host/file-fact.ts';
import type { HostFiles } from '../../host-files.ts';
import { mayExecute } from '../../kernel-access.ts';
import { readElf } from '../elf/elf-file.ts';
import type { ReadAt } from '../executable-format.ts';
import { elfFault, type OpenedElf, openElf } from './elf-fault.ts';
import { type Explain, type ExplainOptions, LOADER } from './explain.ts';
import { mistakenFile } from './mistaken-file.ts';
import { scriptFault } from './script-fault.ts';
import { readScriptLine, type ScriptLine } from './script-line.ts';

type Content =
  | { readonly kind: 'fault'; readonly fault: ExecutionFault }
  | { readonly kind: 'script'; readonly line: ScriptLine }
  | ({ readonly kind: 'elf' } & OpenedElf);

const HEAD_BYTES = 512;
const MIN_HEAD_BYTES = 256;
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Explains why execve(2) of a file fails, or why the program ends before it begins; undefined where nothing is wrong.
 * Reads a few small pieces of files below the root, executes nothing, and never throws. `explain` answers for interpreters
 * and loaders, which a caller may know already.
 */
export function explainExecution(
  files: HostFiles,
  file: string,
  options: ExplainOptions,
  depth = 0,
  explain: Explain = explainExecution,
): ExecutionFault | undefined {
  const fact = files.find(file, options.user);
  const access = accessFault(files, file, fact, options.user);
  if (access !== undefined && access.kind !== 'not-executable') return access;
  const content = contentFault(files, file, options, depth, explain);
  return access === undefined ? (content ?? undefined) : withContent(access, content);
}

/** What is wrong with the content of a file; null: nothing, undefined where it cannot be read. */
function contentFault(
  files: HostFiles,
  file: string,
  options: ExplainOptions,
  depth: number,
  explain: Explain,
): ExecutionFault | null | undefined {
  const opened = files.open(file, (readAt) => readContent(file, readAt));
  // A file that may be executed but not read, or that has just been replaced.
  return opened.ok ? (judgeContent(files, file, opened.value, options, depth, explain) ?? null) : undefined;
}

function judgeContent(
  files: HostFiles,
  file: string,
  content: Content,
  options: ExplainOptions,
  depth: number,
  explain: Explain,
): ExecutionFault | undefined {
  if (content.kind === 'fault') return content.fault;
  if (content.kind === 'script' && depth === LOADER) {
    return { kind: 'not-a-program', path: file, errno: 'ENOEXEC', isText: true, what: 'it is a script, not a loader' };
  }
  if (content.kind === 'script') return scriptFault(files, file, content.line, options, depth, explain);
  return elfFault(files, file, content, options, depth, explain);
}

/** A mode is worth changing only where the file is a program. */
function withContent(
  access: ExecutionFault & { readonly kind: 'not-executable' },
  content: ExecutionFault | null | undefined,
): ExecutionFault {
  if (content === undefined) return access;
  return { ...access, content, what: content === null ? access.what : `${access.what}, and ${content.what}` };
}

function accessFault(files: HostFiles, file: string, fact: FoundFile, user: Credentials): ExecutionFault | undefined {
  if (fact.kind === 'missing') {
    const what = missingText(fact, user);
    const { errno, dangling } = fact;
    return { kind: 'missing-file', path: file, errno, ...defined({ dangling: dangling || undefined }), what };
  }
  if (fact.kind !== 'file') return { kind: 'not-a-file', path: file, errno: 'EACCES', what: `it is a ${fact.kind}` };
  if (fact.accessible) return undefined;
  const found = files.stat(file);
  if (found.ok && mayExecute(found.stat, user)) {
    const point = files.mountPoint(file);
    const where = point === undefined ? 'a file system' : `the file system at "${point}"`;
    return {
      kind: 'noexec',
      path: file,
      errno: 'EACCES',
      what: `it is on ${where}, which is mounted with "noexec"`,
    };
  }
  return { kind: 'not-executable', path: file, errno: 'EACCES', what: modeText(fact.mode, user) };
}

function modeText(bits: number, { uid }: Credentials): string {
  const mode = bits.toString(8).padStart(4, '0');
  const isForNobody = (bits & 0o111) === 0;
  return isForNobody ? `it is not executable (mode ${mode})` : `its mode ${mode} does not let user ${uid} execute it`;
}

function missingText({ errno, dangling }: FoundFile & { readonly kind: 'missing' }, { uid }: Credentials): string {
  if (errno === 'ELOOP') return 'its symbolic links form a loop';
  if (errno === 'EACCES') return `user ${uid} may not enter a directory on the way to it`;
  if (dangling) return 'it is a link to a file that does not exist';
  return errno === 'ENOENT' ? 'it does not exist' : `it cannot be reached: ${errno}`;
}

function readContent(path: string, readAt: ReadAt): Content {
  const head = readAt(0, HEAD_BYTES);
  if (head.length === 0)
    return { kind: 'fault', fault: { kind: 'empty', path, errno: 'ENOEXEC', what: 'it is empty' } };
  const line = readScriptLine(head);
  if (line !== undefined) return { kind: 'script', line };
  const reading = readElf(readAt);
  if (reading.kind === 'elf') return { kind: 'elf', ...openElf(reading.elf, readAt) };
  if (reading.kind === 'damaged') {
    return { kind: 'fault', fault: { kind: 'damaged', path, errno: 'ENOEXEC', what: reading.what } };
  }
  return { kind: 'fault', fault: otherFault(path, head) };
}

function otherFault(path: string, head: Buffer): ExecutionFault {
  const errno = 'ENOEXEC';
  if (head.subarray(0, 3).equals(UTF8_MARK) && head.toString('latin1', 3, 5) === '#!') {
    const what = 'a byte order mark precedes its "#!" line, so the kernel does not see the line';
    return { kind: 'byte-order-mark', path, errno, encoding: 'utf-8', what };
  }
  if (['\xff\xfe#\0!\0', '\xfe\xff\0#\0!'].includes(head.toString('latin1', 0, 6))) {
    const what = 'it is saved as UTF-16, so the kernel does not see its "#!" line';
    return { kind: 'byte-order-mark', path, errno, encoding: 'utf-16', what };
  }
  const mistaken = mistakenFile(head);
  if (mistaken !== undefined) {
    const isText = mistaken.kind === 'web-page';
    return { kind: 'not-a-program', path, errno, isText, mistaken: mistaken.kind, what: mistaken.what };
  }
  const isText = !head.subarray(0, MIN_HEAD_BYTES).some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
  const what = isText ? 'it is a text without a "#!" line' : 'it is neither an ELF program nor a script';
  return { kind: 'not-a-program', path, errno, isText, what };
}
