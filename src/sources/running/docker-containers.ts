import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { DockerContainer } from '../../model/host/running.ts';
import { isObject, type JsonObject } from '../../model/json-object.ts';
import { keptIfSame } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';
import { KnownDirectories } from './known-directories.ts';

/** The containers in Docker's data. */
export interface DockerReading {
  /** The same list as long as nothing moved. */
  readonly containers: readonly DockerContainer[];
  /** Directories in which a container appears or disappears. */
  readonly directories: readonly string[];
  /** Why they could not be listed. */
  readonly errno?: string;
  readonly isCut: boolean;
}

const mostContainers = 5000;
const limitBytes = 1024 * 1024;
const files = ['hostconfig.json', 'config.v2.json'] as const;

/** Reads the containers of Docker, and remembers each one until its directory changes. */
export class DockerContainers {
  readonly #files: HostFiles;
  readonly #known: KnownDirectories<DockerContainer | undefined>;
  #last: readonly DockerContainer[] | undefined;

  constructor(hostFiles: HostFiles) {
    this.#files = hostFiles;
    this.#known = new KnownDirectories(hostFiles, files);
  }

  /** A container is so new that it may change without a trace. */
  get isRacy(): boolean {
    return this.#known.isRacy;
  }

  /** With user namespaces, the data is in a directory `UID.GID` of the data root. */
  read(dataRoots: readonly string[], all: boolean): DockerReading {
    const directories = dataRoots
      .flatMap((root) => this.#withUsers(root))
      .map((root) => posix.join(root, 'containers'));
    this.#known.begin(all);
    const listings = directories.map((directory) => ({ directory, listed: this.#files.listNow(directory) }));
    const paths = listings.flatMap(({ directory, listed }) =>
      listed.ok ? listed.names.filter(isId).map((id) => ({ directory: posix.join(directory, id), id })) : [],
    );
    const containers = paths.slice(0, mostContainers).flatMap(({ directory, id }) => {
      return this.#known.read(directory, () => this.#container(directory, id)) ?? [];
    });
    this.#known.end();
    this.#last = keptIfSame(this.#last, containers);
    const failed = listings.find(({ listed }) => !listed.ok && listed.errno !== 'ENOENT')?.listed;
    return defined({
      containers: this.#last,
      directories,
      errno: failed?.ok === false ? failed.errno : undefined,
      isCut: paths.length > mostContainers,
    });
  }

  #withUsers(root: string): string[] {
    const listed = this.#files.listNow(root);
    const remapped = listed.ok ? listed.names.filter((name) => /^\d{1,10}\.\d{1,10}$/.test(name)) : [];
    return [root, ...remapped.slice(0, mostUsers).map((name) => posix.join(root, name))];
  }

  /** `config.v2.json` has environments: nothing but the name is kept. */
  #container(directory: string, id: string): DockerContainer | undefined {
    const host = this.#parsed(posix.join(directory, 'hostconfig.json'));
    if (host === undefined) return undefined;
    const name = textIn(this.#parsed(posix.join(directory, 'config.v2.json')), 'Name');
    const policy = host['RestartPolicy'];
    return defined({
      id,
      name: name?.replace(/^\//, ''),
      runtime: textIn(host, 'Runtime') ?? '',
      restartPolicy: textIn(isObject(policy) ? policy : undefined, 'Name') ?? '',
    });
  }

  #parsed(path: string): JsonObject | undefined {
    const read = this.#files.readFile(path, limitBytes);
    if (!read.ok) return undefined;
    try {
      const parsed: unknown = JSON.parse(read.bytes.toString('utf8'));
      return isObject(parsed) ? parsed : undefined;
    } catch {
      return undefined;
    }
  }
}

const mostUsers = 16;

/** Source: moby `pkg/stringid`. */
function isId(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** A text member; longer ones than any name are left out. */
function textIn(document: JsonObject | undefined, name: string): string | undefined {
  const value = document?.[name];
  return typeof value === 'string' && value.length <= longestText ? value : undefined;
}

const longestText = 4096;
