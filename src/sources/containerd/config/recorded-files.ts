import type { ConfigFiles, FileContent } from '../../../core/containerd/config/load/files.ts';
import type { Credentials } from '../../../model/host/file-fact.ts';
import type { WrittenFile } from '../../../model/host/written-file.ts';
import type { HostFiles } from '../../host-files.ts';
import { mayRead, root } from '../../kernel-access.ts';
import { readFileAs } from '../../processes/read-as.ts';
import type { ConfigRequest } from './config-reader.ts';

const limitBytes = 1024 * 1024;

/** A file that is not written yet. */
const nothing: FileContent = { ok: true, bytes: Buffer.alloc(0) };

/** The host for one reading of containerd's configuration; remembers what it answered, to compare it later. */
export class RecordedFiles implements ConfigFiles {
  readonly #files: HostFiles;
  readonly #user: Credentials | undefined;
  readonly #written: WrittenFile | undefined;
  readonly #contents = new Map<string, FileContent>();
  /** Undefined where containerd may list the directory, and this process may not. */
  readonly #listings = new Map<string, readonly string[] | undefined>();

  /** Files are opened only if `user` may read them. A `written` file is as it will be when containerd starts. */
  constructor(files: HostFiles, { user, written }: Pick<ConfigRequest, 'user' | 'written'> = {}) {
    this.#files = files;
    this.#user = user;
    this.#written = written;
  }

  /** Every file and directory that was asked for. */
  get paths(): readonly string[] {
    return [...this.#contents.keys(), ...this.#listings.keys()];
  }

  /** Every file that was asked for. */
  get opened(): readonly string[] {
    return [...this.#contents.keys()];
  }

  /** Every directory that was listed. */
  get listed(): readonly string[] {
    return [...this.#listings.keys()];
  }

  /** Errnos of files that exist and could not be read. */
  get unreadable(): ReadonlyMap<string, string> {
    const failed = [...this.#contents].flatMap(([path, content]): [string, string][] =>
      content.ok || absent.has(content.errno) ? [] : [[path, content.errno]],
    );
    return new Map(failed);
  }

  /** The first directory that this process may not list, although containerd may, and the errno. */
  get unlisted(): readonly [string, string] | undefined {
    const [directory] = [...this.#listings].find(([, names]) => names === undefined) ?? [];
    return directory === undefined ? undefined : [directory, 'EACCES'];
  }

  /** The `written` file counts, not what is at its path. */
  get isWritten(): boolean {
    if (this.#written === undefined) return false;
    return this.#written.isReplaced || !this.#files.stat(this.#written.file).ok;
  }

  read(path: string): FileContent {
    const content = this.#contents.get(path) ?? this.#readNow(path);
    this.#contents.set(path, content);
    return content;
  }

  readonly list = (directory: string): readonly string[] => {
    if (!this.#listings.has(directory)) this.#listings.set(directory, this.#listNow(directory));
    return this.#listings.get(directory) ?? [];
  };

  /** The host still answers everything as it did. */
  stillTrue(): boolean {
    const sameLists = [...this.#listings].every(([path, names]) => equalNames(names, this.#listNow(path)));
    return sameLists && [...this.#contents].every(([path, content]) => equalContent(content, this.#readNow(path)));
  }

  #readNow(path: string): FileContent {
    if (path === this.#written?.file && this.isWritten) return { ok: true, bytes: Buffer.from(this.#written.text) };
    const read = readFileAs(this.#files, path, this.#user, limitBytes);
    if (read.ok) return read;
    if (read.errno === 'ENOENT' && this.#written?.imported?.includes(path) === true) return nothing;
    // A directory opens, and fails when it is read.
    return { ok: false, step: read.errno === 'EISDIR' ? 'read' : 'open', errno: read.errno };
  }

  /** The names that containerd gets, none for a directory that it may not list; undefined where only this process may not. */
  #listNow(directory: string): readonly string[] | undefined {
    const listed = this.#files.listNow(directory);
    if (listed.ok) return [...listed.names].sort();
    return listed.errno === 'EACCES' && this.#mayUserList(directory) ? undefined : [];
  }

  #mayUserList(directory: string): boolean {
    const user = this.#user ?? root;
    const found = this.#files.find(directory, user);
    return found.kind === 'missing' ? found.hidden !== undefined : mayRead(found, user);
  }
}

const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

function equalNames(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((name, at) => name === b[at]);
}

function equalContent(a: FileContent, b: FileContent): boolean {
  if (a.ok && b.ok) return Buffer.compare(a.bytes, b.bytes) === 0;
  return !a.ok && !b.ok && a.errno === b.errno;
}
