import { type BigIntStats, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { Trail, TrailStep } from '../../model/host/ownership.ts';
import { errnoOf } from '../errno.ts';
import type { ReadAt } from '../executables/executable-format.ts';
import type { Result } from '../result.ts';
import { type BytePath, displayPath, toBytePath } from './byte-path.ts';
import { directWalk, lstat, readLinkBytes, stat, type Walk, walkPath } from './host-paths.ts';
import { oncePerTurn } from './once-per-turn.ts';
import { openRegular, openRegularSlowly } from './regular-file.ts';
import type { SlowFile } from './slow-file.ts';
import { trailStep } from './trail-step.ts';

/**
 * Where the tree of the observed host is on this machine, and where paths in it lead, with this process' own permissions.
 *
 * With root `/` it is this machine's own tree, whose paths the kernel resolves. Below another directory each component is
 * walked separately, so that no link leads outside (the tree may be a hostile container image).
 */
export class HostTree {
  /** Directory of this machine that holds the tree; `/` for this machine itself. */
  readonly root: string;
  /** Prefix of every physical path: '' for this machine. */
  readonly prefix: BytePath;
  /** Whether it is the tree of this machine itself. */
  readonly isOwn: boolean;

  /** Looks at each directory once in a turn of the event loop: the ways to most files of a look begin with the same ones. */
  readonly lstatAbove = oncePerTurn(lstat);

  constructor(root: string) {
    this.root = resolve(root);
    this.isOwn = this.root === '/';
    this.prefix = this.isOwn ? '' : toBytePath(this.root);
  }

  /** Where a path leads after following links. */
  walk(path: BytePath): Walk {
    return this.isOwn ? directWalk(path) : this.#walkBelow(path, true);
  }

  /** What is at a path, or the name of the error; a link at its end is followed or not. */
  stat(path: BytePath, follow: boolean): BigIntStats | string {
    if (!this.isOwn) {
      const walk = this.#walkBelow(path, follow);
      return walk.ok ? walk.stat : walk.errno;
    }
    try {
      return (follow ? stat(path) : lstat(path)) ?? 'ENOENT';
    } catch (error) {
      return errnoOf(error);
    }
  }

  /** Every directory and link on the way to a path, and what is at its end; `look` is lstat(2). */
  trail(path: BytePath, look: typeof lstat): Trail {
    const steps: TrailStep[] = [];
    const visit = (host: BytePath, found: BigIntStats) => steps.push(trailStep(displayPath(host), found));
    const walk = walkPath(this.prefix, path, { follow: true, maySearch: () => true, visit, lstat: look });
    return walk.ok ? { steps } : { steps, errno: walk.errno };
  }

  /** The text of a symbolic link; undefined when the link cannot be read. */
  readLink(path: BytePath): BytePath | undefined {
    try {
      if (this.isOwn) return readLinkBytes(path);
      const walk = this.#walkBelow(path, false);
      return walk.ok ? readLinkBytes(walk.physical) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Opens a regular file while `use` runs. */
  open<T>(path: BytePath, use: (readAt: ReadAt, stat: BigIntStats) => T): Result<{ readonly value: T }> {
    const found = this.#toOpen(path);
    return found.ok ? openRegular(found.physical, found.flags, use, this.prefix) : found;
  }

  /** The same for work in the background. */
  openSlowly<T>(path: BytePath, use: (file: SlowFile) => Promise<T>): Promise<Result<{ readonly value: T }>> {
    const found = this.#toOpen(path);
    return found.ok ? openRegularSlowly(found.physical, found.flags, use, this.prefix) : Promise.resolve(found);
  }

  /** A link that takes the place of the file after the walk is not followed. */
  #toOpen(path: BytePath): Result<{ readonly physical: BytePath; readonly flags: number }> {
    if (this.isOwn) return { ok: true, physical: path, flags: 0 };
    const walk = this.#walkBelow(path, true);
    if (!walk.ok) return { ok: false, errno: walk.errno };
    return { ok: true, physical: walk.physical, flags: constants.O_NOFOLLOW };
  }

  #walkBelow(path: BytePath, follow: boolean): Walk {
    return walkPath(this.prefix, path, { follow, maySearch: () => true, lstatAbove: this.lstatAbove });
  }
}
