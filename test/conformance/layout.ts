import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

/** One entry of a layout; the path is relative to the layout's root. */
export interface LayoutEntry {
  readonly path: string;
  readonly type: 'dir' | 'file' | 'symlink' | 'fifo' | 'socket';
  readonly mode?: string;
  readonly target?: string;
  /** What the file holds, where it is not what the files of the layout hold. */
  readonly content?: string | Buffer;
}

/** Builds a layout below `root`, modes set exactly; `content` is what its files hold. */
export async function buildLayout(root: string, layout: readonly LayoutEntry[], content: string): Promise<void> {
  chmodSync(root, 0o755);
  for (const entry of layout) {
    const path = join(root, entry.path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    await create(path, entry, content);
    if (entry.mode !== undefined) chmodSync(path, Number.parseInt(entry.mode, 8));
  }
}

async function create(path: string, entry: LayoutEntry, content: string): Promise<void> {
  switch (entry.type) {
    case 'dir':
      return void (existsSync(path) || mkdirSync(path));
    case 'file':
      return writeFileSync(path, entry.content ?? content);
    case 'symlink':
      return symlinkSync(entry.target ?? '', path);
    case 'fifo':
      return void spawnSync('mkfifo', ['--', path]);
    case 'socket':
      return bindSocket(path);
  }
}

/** A socket file that outlives its server: node removes the path it closed, so the server closes another one. */
function bindSocket(path: string): Promise<void> {
  const short = `${path.slice(0, path.lastIndexOf('/'))}/.s`;
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(short, () => {
      spawnSync('mv', ['--', short, path]);
      server.close(() => resolve());
    });
  });
}

/** Makes a directory where the layout put nothing, not even a dangling link. */
export function ensureDirectory(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) mkdirSync(path, { recursive: true, mode: 0o755 });
}

/** Writes a file where the layout put nothing. */
export function ensureFile(path: string, content: string): void {
  ensureDirectory(dirname(path));
  if (!existsSync(path)) writeFileSync(path, content, { mode: 0o755 });
}

/** Replaces `$ROOT` in a text of the vectors. */
export function inRoot(root: string): (text: string) => string {
  return (text) => text.replaceAll('$ROOT', root);
}
