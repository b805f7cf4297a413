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

/** The host below the working directory of containerd, for paths as containerd uses them. */
export function fromDirectory(files: ConfigFiles, cwd: string): ConfigFiles {
  const absolute = (path: string) => (path.startsWith('/') ? path : `${cwd === '/' ? '' : cwd}/${path}`);
  return {
    read: (path) => (path === '' ? { ok: false, step: 'open', errno: 'ENOENT' } : files.read(absolute(path))),
    list: (directory) => files.list(absolute(directory)),
  };
}
