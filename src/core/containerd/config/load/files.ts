import type { ListDirectory } from '../glob.ts';

/** What a file holds, or at which step and with which errno it could not be read. */
export type FileContent =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly step: 'open' | 'read'; readonly errno: string };

/** The host as the reading sees it; every path is absolute. */
export interface ConfigFiles {
  read(path: string): FileContent;
  readonly list: ListDirectory;
}

/** The same, for paths as containerd uses them, which may be relative. */
export interface NamedFiles extends ConfigFiles {
  /** The absolute path, for a user to open. containerd's own messages have the path that it was given. */
  locate(path: string): string;
}

/** The host below the working directory of containerd. */
export function fromDirectory(files: ConfigFiles, cwd: string): NamedFiles {
  const locate = (path: string) => (path.startsWith('/') ? path : `${cwd === '/' ? '' : cwd}/${path}`);
  return {
    read: (path) => (path === '' ? { ok: false, step: 'open', errno: 'ENOENT' } : files.read(locate(path))),
    list: (directory) => files.list(locate(directory)),
    locate,
  };
}
