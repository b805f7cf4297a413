import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import { isObject } from '../../model/json-object.ts';
import type { HostFiles } from '../host-files.ts';
import { Rounds } from './rounds.ts';
import { isName } from './shim-arguments.ts';

/** Where the runc shim lets an OCI runtime keep its state by default. Source: containerd `pkg/process/init.go`, `RuncRoot`. */
export const defaultOciRoot = '/run/containerd/runc';

/** What an OCI runtime keeps of a container, as far as it is needed to find the container again. */
export interface OciState {
  readonly pid?: number;
  /** Start time of that process in clock ticks since boot. */
  readonly startTicks?: string;
  /** The directory in which it was started. */
  readonly bundle?: string;
}

interface Listing {
  readonly identity: string;
  readonly ids: ReadonlySet<string>;
  readonly present: Map<string, boolean>;
  readonly states: Map<string, OciState | undefined>;
}

/** `state.json` is runc's, `status` is crun's. */
const stateFiles = ['state.json', 'status'] as const;
const limitBytes = 1024 * 1024;
const mostIds = 5000;

/** Looks at the state that OCI runtimes keep, and lists a directory again only when it moved. */
export class OciStates extends Rounds<string, Listing> {
  readonly #files: HostFiles;

  constructor(files: HostFiles) {
    super();
    this.#files = files;
  }

  /** Whether there is a state of a container; undefined where that cannot be read. */
  has(directory: string, id: string): boolean | undefined {
    const listing = this.#listing(directory);
    if (typeof listing === 'string') return listing === 'ENOENT' ? false : undefined;
    if (!listing.ids.has(id)) return false;
    const known = listing.present.get(id);
    if (known !== undefined) return known;
    const found = stateFiles.some((name) => this.#files.stat(posix.join(directory, id, name)).ok);
    listing.present.set(id, found);
    return found;
  }

  /** The containers that have a state. */
  ids(directory: string): readonly string[] {
    const listing = this.#listing(directory);
    return typeof listing === 'string' ? [] : [...listing.ids];
  }

  /** Whether no directory that was asked for in the last round, or is in this one, moved. */
  get hasNotMoved(): boolean {
    return this.isAsBefore((directory) => this.#listing(directory));
  }

  /** The state of a container; undefined where it cannot be read. */
  read(directory: string, id: string): OciState | undefined {
    const listing = this.#listing(directory);
    if (typeof listing === 'string') return undefined;
    if (!listing.states.has(id)) listing.states.set(id, this.#read(posix.join(directory, id)));
    return listing.states.get(id);
  }

  /** Looks at a container again that may be another one by now. */
  forget(directory: string, id: string): void {
    const listing = this.#listing(directory);
    if (typeof listing === 'string') return;
    listing.present.delete(id);
    listing.states.delete(id);
  }

  #listing(directory: string): Listing | string {
    const done = this.current(directory);
    if (done !== undefined) return done;
    const identity = this.#files.identity(directory);
    const known = this.earlier(directory);
    const listing = known?.identity === identity ? known : this.#list(directory, identity, known);
    return typeof listing === 'string' ? listing : this.keep(directory, listing);
  }

  /** What was found of the containers that are still there is kept. */
  #list(directory: string, identity: string, known: Listing = nothing()): Listing | string {
    const listed = this.#files.listNow(directory);
    if (!listed.ok) return listed.errno;
    const ids = new Set(listed.names.filter((name) => known.ids.has(name) || isName(name)).slice(0, mostIds));
    const { present, states } = known;
    for (const [id, isPresent] of present) if (!isPresent || !ids.has(id)) present.delete(id);
    for (const [id, state] of states) if (state === undefined || !ids.has(id)) states.delete(id);
    return { identity, ids, present, states };
  }

  #read(directory: string): OciState | undefined {
    for (const name of stateFiles) {
      const read = this.#files.readFile(posix.join(directory, name), limitBytes);
      if (read.ok) return stateIn(read.bytes.toString('utf8'));
    }
    return undefined;
  }
}

function nothing(): Listing {
  return { identity: '', ids: new Set(), present: new Map(), states: new Map() };
}

/** Keeps three members of a state; the others may have anything in them. */
function stateIn(text: string): OciState | undefined {
  try {
    const state: unknown = JSON.parse(text);
    if (!isObject(state)) return undefined;
    const config = isObject(state['config']) ? state['config'] : {};
    const labels = Array.isArray(config['labels']) ? config['labels'] : [];
    const label = labels.find((each) => typeof each === 'string' && each.startsWith(bundleLabel));
    const bundle = typeof label === 'string' ? label.slice(bundleLabel.length) : state['bundle'];
    const pid = state['init_process_pid'] ?? state['pid'];
    const startTicks = state['init_process_start'];
    return defined({
      pid: typeof pid === 'number' && Number.isInteger(pid) && pid > 0 ? pid : undefined,
      startTicks: typeof startTicks === 'number' ? String(startTicks) : undefined,
      bundle: typeof bundle === 'string' && bundle.startsWith('/') ? bundle : undefined,
    });
  } catch {
    return undefined;
  }
}

/** Source: runc `libcontainer/specconv`, which keeps the bundle as a label. */
const bundleLabel = 'bundle=';
