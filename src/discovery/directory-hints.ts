import { FSWatcher } from 'chokidar';

/** What to do when something was heard of in a directory. `name` is null when the kernel named nothing. */
export interface HintListener {
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
 * a turn, chokidar does neither, and the kernel's own events still come as `raw`. A private method: chokidar is pinned
 * exactly, and test/discovery/directory-hints.test.ts holds what we lean on.
 */
class DirectoryOnly extends FSWatcher {
  override _throttle(): false {
    return false;
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
    const refused = Promise.resolve().then(() => listener.onError(new Error('chokidar takes a backslash for a slash')));
    return { ready: refused, close: () => refused };
  }
  const watcher = new DirectoryOnly({
    // chokidar climbs to the parent when the directory is gone.
    ignored: (path: string) => path !== directory,
    depth: 0,
    ignoreInitial: true,
    // `atomic` would ignore directories whose names look like an editor's.
    atomic: false,
    usePolling: false,
  });
  // Without a listener an error would be an unhandled rejection, and the end of the process.
  watcher.on('error', listener.onError);
  watcher.on('raw', listener.onEvent);
  const ready = new Promise<void>((resolve) => watcher.once('ready', resolve));
  watcher.add(directory);
  // Closed before it is ready, chokidar may leave a watch behind, and throws errors nobody listens to any more.
  return { ready, close: () => ready.then(() => watcher.close()) };
}
