import { basename } from 'node:path';
import { shimPrefix } from '../../model/words.ts';
import type { Touched } from '../../sources/search-path/touched.ts';
import type { Scope } from '../scope.ts';
import { type DirectoryHints, listenToDirectory } from './directory-hints.ts';
import type { WatchPlan, WatchRequest } from './watch-plan.ts';

/** What the watcher calls. */
interface WatcherListener {
  /** Something that matters was touched. */
  readonly onHint: (scope: Scope) => void;
  /** A directory cannot be watched; only the verify tick looks at it from now on. */
  readonly onError: (error: unknown, directory: string) => void;
}

interface Armed {
  request: WatchRequest;
  readonly hints: DirectoryHints;
  failed: boolean;
  /** The directory itself was removed or moved: the kernel may have let go of the watch. */
  adrift: boolean;
}

/**
 * Keeps one kernel watch on each directory of the plan, and turns what it hears into hints.
 *
 * A hint only says "look": what is there is found out by looking. The thousands of other files of a bin directory cost
 * one string compare an event.
 */
export class Watcher {
  readonly #listener: WatcherListener;
  readonly #armed = new Map<string, Armed>();
  readonly #closing = new Set<Promise<void>>();
  #touched = new Map<string, Set<string>>();
  #errors = 0;

  constructor(listener: WatcherListener) {
    this.#listener = listener;
  }

  /** Directories that are watched. */
  get watches(): number {
    return [...this.#armed.values()].filter((armed) => !armed.failed).length;
  }

  /** Directories that should be watched but cannot. */
  get unwatched(): number {
    return this.#armed.size - this.watches;
  }

  /** Errors since the start. */
  get errors(): number {
    return this.#errors;
  }

  /**
   * Makes the watches match `plan`; a directory that could not be watched is tried again only with `retry`.
   *
   * Settles with true when new ones were armed: what happened there before that was missed.
   */
  async arm(plan: WatchPlan, retry: boolean): Promise<boolean> {
    for (const [key, armed] of this.#armed) {
      if (!plan.has(key) || armed.adrift || (armed.failed && retry)) this.#drop(key, armed);
    }
    const fresh: Promise<void>[] = [];
    for (const [key, request] of plan) {
      const armed = this.#armed.get(key);
      if (armed === undefined) fresh.push(this.#add(key, request));
      else armed.request = request;
    }
    await Promise.all(fresh);
    return fresh.length > 0;
  }

  /** The names touched since the last call, under the `dev:ino` of their directory; the kernel's own spelling. */
  takeTouched(): Touched {
    const touched = this.#touched;
    this.#touched = new Map();
    return touched;
  }

  /** Adds names to the touched ones. */
  touch(more: Touched): void {
    for (const [inode, names] of more) {
      for (const name of names) this.#touch(inode, name);
    }
  }

  /** Lets go of every watch. */
  async close(): Promise<void> {
    for (const [key, armed] of this.#armed) this.#drop(key, armed);
    await Promise.all(this.#closing);
  }

  #add(key: string, request: WatchRequest): Promise<void> {
    const self = basename(request.directory);
    const armed: Armed = {
      request,
      failed: false,
      adrift: false,
      hints: listenToDirectory(request.directory, {
        onEvent: (event, name) => this.#heard(armed, event, name, self),
        onError: (error) => this.#failed(armed, error),
      }),
    };
    this.#armed.set(key, armed);
    return armed.hints.ready;
  }

  #drop(key: string, armed: Armed): void {
    this.#armed.delete(key);
    const closed = armed.hints.close();
    this.#closing.add(closed);
    void closed.finally(() => this.#closing.delete(closed));
  }

  #heard(armed: Armed, event: string, name: string | null, self: string): void {
    if (name === null || name === self) {
      // libuv names the directory itself when the event is about it: removed, moved, unmounted, its mode changed.
      armed.adrift ||= event === 'rename';
      this.#listener.onHint('sources');
    } else if (armed.request.shims && name.startsWith(shimPrefix)) {
      this.#listener.onHint(this.#touch(armed.request.inode, name));
    } else {
      // Writing to a file does not change what the pattern matches. If the file itself matters, it is in `names`.
      const scope = armed.request.names.get(name) ?? (event === 'rename' ? armed.request.entries : undefined);
      if (scope === 'touched') this.#listener.onHint(this.#touch(armed.request.inode, name));
      else if (scope !== undefined) this.#listener.onHint(scope);
    }
  }

  /** A name that is not UTF-8 came out garbled, so that only listing shows what it is. */
  #touch(inode: string, name: string): Scope {
    if (name.includes('\uFFFD')) return 'shims';
    const names = this.#touched.get(inode) ?? new Set();
    this.#touched.set(inode, names.add(name));
    return 'touched';
  }

  #failed(armed: Armed, error: unknown): void {
    armed.failed = true;
    this.#errors += 1;
    this.#listener.onError(error, armed.request.directory);
  }
}
