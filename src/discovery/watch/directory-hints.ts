import { watch } from 'node:fs';
import { type ChokidarOptions, FSWatcher } from 'chokidar';

/** What to do when something happens in a directory. `name` is null when the kernel gives no name. */
interface HintListener {
  /** An entry called `name`, or the directory itself under its own base name, was touched. */
  readonly onEvent: (event: string, name: string | null) => void;
  /** The directory cannot be watched (`ENOSPC`, `EMFILE` …), now or any more. */
  readonly onError: (error: unknown) => void;
}

/** One armed watch. */
export interface DirectoryHints {
  /** Settles when the watch is armed or failed; never rejects. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * chokidar as the layer that arms one kernel watch on one directory, and nothing else.
 *
 * Stock chokidar answers every event by reading the directory and calling lstat on each of its entries, and adds a watch
 * for each of them. All of that is behind `_throttle`, which is also what leaves timers behind after `close()`: refused
 * a turn, chokidar does neither. It also makes two paths of every name it hears; a third of what a storm of unrelated
 * files costs. So the watch it arms hands the kernel's events directly to the listener. Private methods: chokidar is
 * pinned exactly, and test/discovery/watch/directory-hints.test.ts holds what we lean on.
 */
class DirectoryOnly extends FSWatcher {
  constructor(options: ChokidarOptions, onEvent: HintListener['onEvent']) {
    super(options);
    this._nodeFsHandler._watchWithNodeFs = (directory) => this.#arm(directory, onEvent);
  }

  override _throttle(): false {
    return false;
  }

  #arm(directory: string, onEvent: HintListener['onEvent']): (() => void) | undefined {
    try {
      const kernel = watch(directory, (event, name) => onEvent(event, name || null));
      kernel.on('error', (error) => this._handleError(error));
      return () => kernel.close();
    } catch (error) {
      this._handleError(error as Error);
      return undefined;
    }
  }
}

/**
 * Listens to one directory, given by its absolute path without links in it.
 *
 * Each directory has a watcher of its own, so that an error belongs to one directory, and because `unwatch()` would
 * ignore everything below the directory ever after.
 */
export function listenToDirectory(directory: string, listener: HintListener): DirectoryHints {
  if (directory.includes('\\')) {
    const refused = Promise.resolve().then(() => listener.onError(new Error('chokidar treats a backslash as a slash')));
    return { ready: refused, close: () => refused };
  }
  const options = {
    // chokidar climbs to the parent when the directory is gone.
    ignored: (path: string) => path !== directory,
    depth: 0,
    ignoreInitial: true,
    // `atomic` would ignore directories whose names look like an editor's.
    atomic: false,
    usePolling: false,
  };
  const watcher = new DirectoryOnly(options, listener.onEvent);
  // Without a listener an error would be an unhandled rejection, and the end of the process.
  watcher.on('error', listener.onError);
  const ready = new Promise<void>((resolve) => watcher.once('ready', resolve));
  watcher.add(directory);
  // Closed before it is ready, chokidar may leave a watch behind, and throws errors that have no listener any more.
  return { ready, close: () => ready.then(() => watcher.close()) };
}
