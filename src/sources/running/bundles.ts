import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { BundleFacts } from '../../model/host/bundle.ts';
import { isObject } from '../../model/json-object.ts';
import { keptIfSame } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';
import { KnownDirectories } from './known-directories.ts';
import { defaultOciRoot } from './oci-states.ts';
import { isName } from './shim-arguments.ts';

/** An address in the files of a bundle, as it is written there, and the socket that it leads to. */
export interface BundleSocket {
  readonly address: string;
  readonly path: string;
  readonly directory: string;
  readonly name: string;
}

/** A bundle, and what else its files say. */
export interface Bundle {
  readonly directory: string;
  readonly facts: BundleFacts;
  readonly sockets: readonly BundleSocket[];
  /** `init.pid`: null where the file does not exist, absent where it could not be read. */
  readonly initPid?: number | null;
  /** Root of the OCI runtime's state: the one in `options.json`, else the default. */
  readonly ociRoot: string;
  /** Where the OCI runtime keeps the state of the containers of the namespace. */
  readonly ociDirectory: string;
  /** It has `options.json`, which only a shim of an OCI runtime writes. */
  readonly hasOptions: boolean;
  /** It has `sandbox`: a container of a pod that 2.x started. */
  readonly isOfPod: boolean;
}

/** The bundles below one state directory. */
export interface BundleReading {
  /** The directory in which the namespaces are. */
  readonly base: string;
  /** The same list as long as nothing moved. */
  readonly bundles: readonly Bundle[];
  /** The ones of them that were read now, and not remembered. */
  readonly changed: readonly Bundle[];
  /** Directories in which a bundle appears or disappears. */
  readonly directories: readonly string[];
  /** Why they could not be listed; `ENOENT` where containerd never started a container. */
  readonly errno?: string;
  /** More bundles than are read. */
  readonly isCut: boolean;
  /** Why it is not known where they are. */
  readonly unread?: string;
}

/** The result if the directory of the bundles is not known. */
export function bundlesNowhere(unread: string): BundleReading {
  return { base: '', bundles: [], changed: [], directories: [], isCut: false, unread };
}

/** More containers than a host runs. */
const mostBundles = 5000;
/** More namespaces than a host has. */
const mostNamespaces = 256;

const limits = {
  'shim-binary-path': 8192,
  'bootstrap.json': 16_384,
  address: 8192,
  runtime: 8192,
  'options.json': 65_536,
  'init.pid': 64,
} as const;

type BundleFile = keyof typeof limits;
/** Files that somebody may write in place; containerd writes each of them once. */
const editedFiles: readonly BundleFile[] = ['shim-binary-path', 'bootstrap.json', 'address', 'runtime'];

/** Reads the bundles of a containerd, and remembers each one until its directory changes. */
export class Bundles {
  readonly #files: HostFiles;
  readonly #known: KnownDirectories<Bundle>;
  #last: readonly Bundle[] | undefined;

  constructor(files: HostFiles) {
    this.#files = files;
    this.#known = new KnownDirectories(files, editedFiles);
  }

  /** A bundle is so new that it may change without a trace. */
  get isRacy(): boolean {
    return this.#known.isRacy;
  }

  /** Reads what moved; with `all`, also files that were written in place. `config.json` is not read: it has environments. */
  read(stateDirectory: string, all: boolean): BundleReading {
    const base = posix.join(stateDirectory, 'io.containerd.runtime.v2.task');
    const listed = this.#files.listNow(base);
    if (!listed.ok) return { base, bundles: [], changed: [], directories: [base], errno: listed.errno, isCut: false };
    const names = listed.names.filter(isName);
    const namespaces = names.slice(0, mostNamespaces);
    const ids = namespaces.flatMap((namespace) => this.#idsOf(base, namespace));
    const kept = ids.slice(0, mostBundles);
    this.#known.begin(all);
    const changed: Bundle[] = [];
    const bundles = kept.flatMap(({ namespace, id }) => {
      const directory = `${base}/${namespace}/${id}`;
      const read = (present: ReadonlySet<string>) => {
        const bundle = this.#bundle(directory, namespace, id, present);
        changed.push(bundle);
        return bundle;
      };
      return this.#known.read(directory, read) ?? [];
    });
    this.#known.end();
    this.#last = keptIfSame(this.#last, bundles);
    return {
      base,
      bundles: this.#last,
      changed,
      directories: [base, ...namespaces.map((namespace) => posix.join(base, namespace))],
      isCut: kept.length < ids.length || namespaces.length < names.length,
    };
  }

  #idsOf(base: string, namespace: string): readonly { readonly namespace: string; readonly id: string }[] {
    const directory = posix.join(base, namespace);
    // containerd skips links to directories. Source: `core/runtime/v2/shim_load.go`.
    const listed = this.#files.readLink(directory) === undefined ? this.#files.listNow(directory) : undefined;
    return listed?.ok === true ? listed.names.filter(isName).map((id) => ({ namespace, id })) : [];
  }

  #bundle(directory: string, namespace: string, id: string, present: ReadonlySet<string>): Bundle {
    const read = (name: BundleFile, encoding: 'utf8' | 'latin1' = 'utf8') => {
      if (!present.has(name)) return null;
      const bytes = this.#files.readFile(posix.join(directory, name), limits[name]);
      return bytes.ok ? bytes.bytes.toString(encoding) : undefined;
    };
    const pid = read('init.pid');
    const facts = defined({
      namespace,
      id,
      state: present.size === 0 ? ('empty' as const) : ('present' as const),
      shimBinaryPath: read('shim-binary-path'),
      bootstrap: read('bootstrap.json', 'latin1'),
      address: read('address'),
      runtime: read('runtime'),
    });
    const hasOptions = present.has('options.json');
    const ociRoot = rootIn(read('options.json')) ?? defaultOciRoot;
    return defined({
      directory,
      facts,
      sockets: socketsIn(facts),
      initPid: typeof pid === 'string' ? pidIn(pid) : pid,
      ociRoot,
      ociDirectory: posix.join(ociRoot, namespace),
      hasOptions,
      isOfPod: present.has('sandbox'),
    });
  }
}

function socketsIn({ bootstrap, address }: BundleFacts): readonly BundleSocket[] {
  // A protobuf message ends the address with a control character, JSON with a quote.
  const written = `${bootstrap ?? ''}\n${address ?? ''}`.match(/unix:\/\/\/[^\0-\x20"\\]+/g) ?? [];
  return [...new Set(written)].map((each) => {
    const path = each.slice('unix://'.length);
    return { address: each, path, directory: posix.dirname(path), name: posix.basename(path) };
  });
}

function pidIn(text: string): number | undefined {
  const pid = /^[1-9]\d{0,9}$/.exec(text.trim())?.[0];
  return pid === undefined ? undefined : Number(pid);
}

/** `root` of the options of the runc shim. Source: containerd `api/types/runc/options/oci.proto`. */
function rootIn(options: string | null | undefined): string | undefined {
  try {
    const parsed: unknown = JSON.parse(options ?? '');
    const root = isObject(parsed) ? parsed['root'] : undefined;
    return typeof root === 'string' && root.startsWith('/') && root.length < longestPath ? root : undefined;
  } catch {
    return undefined;
  }
}

const longestPath = 4096;
