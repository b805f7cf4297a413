import { defined } from '../../../model/defined.ts';
import type { PackageFacts } from '../../../model/host/program.ts';
import { dpkgStatusFile, fieldOf, stanzasOf } from '../../executables/dpkg-status.ts';
import type { HostFiles } from '../../host-files.ts';
import { GiveWay } from '../give-way.ts';
import { type Diversion, movedBy, parseDiversions } from './dpkg-diversions.ts';
import { ListedPaths, WantedPaths } from './listed-paths.ts';
import type { PackageDatabase, Wanted } from './package-database.ts';

const DIVERSIONS = '/var/lib/dpkg/diversions';
const INFO = '/var/lib/dpkg/info';
/** Images without a package manager ("distroless") have a file for each package here. */
const STATUS_D = '/var/lib/dpkg/status.d';
const MAX_STATUS_BYTES = 64 * 1024 * 1024;
const MAX_LISTS = 50_000;

/** Which package lists which of the wanted files: package name (with `:architecture` in some), and the listed path. */
interface Listed {
  readonly owner: string;
  readonly path: string;
}

/** The package manager of Debian and Ubuntu. */
export class Dpkg implements PackageDatabase {
  readonly dependsOn = [dpkgStatusFile, DIVERSIONS];
  readonly #asksAgain: boolean;
  /** What is listed, and as of when. */
  #known: { readonly identity: string; readonly paths: ListedPaths } | undefined;

  /** With `asksAgain`, the first question also finds out which paths are in no list. */
  constructor(asksAgain: boolean) {
    this.#asksAgain = asksAgain;
  }

  async find(files: HostFiles, wanted: Wanted): Promise<Map<string, PackageFacts>> {
    const owners = new Map<string, PackageFacts>();
    const listed = await this.#findListed(files, wanted);
    const status = listed.size === 0 ? undefined : files.readFile(dpkgStatusFile, MAX_STATUS_BYTES);
    const bytes = status?.ok ? status.bytes : Buffer.alloc(0);
    for (const [realPath, { owner, path }] of listed) {
      const stanza = statusStanza(bytes, owner);
      const facts = stanza === undefined ? undefined : packageOf(stanza);
      const sums = `${INFO}/${owner}.md5sums`;
      if (facts !== undefined) owners.set(realPath, defined({ ...facts, recorded: recorded(files, sums, path) }));
    }
    for (const [realPath, facts] of await findInStatusD(files, wanted)) owners.set(realPath, facts);
    return owners;
  }

  async #findListed(files: HostFiles, all: Wanted): Promise<Map<string, Listed>> {
    const found = new Map<string, Listed>();
    const diversions = parseDiversions(textOf(files, DIVERSIONS));
    // dpkg replaces a list by another file, so the directory changes with each of them.
    const identity = files.identity(INFO);
    const known = this.#known?.identity === identity ? this.#known : undefined;
    const wanted = known === undefined ? all : listedOf(all, known.paths, diversions);
    if (wanted.size === 0) return found;
    const directory = await files.list(INFO);
    if (!directory.ok) return found;
    const paths = this.#asksAgain && known === undefined ? new ListedPaths() : undefined;
    const lines = new WantedPaths(
      [...wanted.values()].flat().flatMap((path) => [path, ...originals(path, diversions)]),
    );
    const turn = new GiveWay();
    const lists = directory.names.filter(({ name, utf8 }) => utf8 && name.endsWith('.list')).slice(0, MAX_LISTS);
    const readList = files.readerIn(INFO);
    for (const { name } of lists) {
      const read = readList(name);
      const there = read.ok ? lines.findIn(read.bytes, paths) : new Set<string>();
      if (there.size > 0) note(found, name.slice(0, -'.list'.length), there, wanted, diversions);
      await turn.pause();
    }
    if (paths !== undefined) this.#known = { identity, paths };
    return found;
  }
}

/** The files that a list may have. */
function listedOf(wanted: Wanted, paths: ListedPaths, diversions: readonly Diversion[]): Wanted {
  return new Map(
    [...wanted].filter(([, spellings]) =>
      spellings.some((path) => [path, ...originals(path, diversions)].some((each) => paths.mayHave(each))),
    ),
  );
}

/** What a package may list for a file that a diversion put at a path. */
function originals(path: string, diversions: readonly Diversion[]): string[] {
  return diversions.flatMap(({ from, to }) => (to === path ? [from] : []));
}

function note(
  found: Map<string, Listed>,
  owner: string,
  lines: ReadonlySet<string>,
  wanted: Wanted,
  diversions: readonly Diversion[],
): void {
  const name = withoutArchitecture(owner);
  for (const [realPath, spellings] of wanted) {
    if (found.has(realPath)) continue;
    const paths = spellings.map((spelling) => movedBy(diversions, spelling, name));
    const path = paths.find((each) => each !== undefined && lines.has(each));
    if (path !== undefined) found.set(realPath, { owner, path });
  }
}

/** The stanza of a package in dpkg's status file; `owner` may end with `:architecture`. */
export function statusStanza(status: Buffer, owner: string): string | undefined {
  const [name = '', architecture] = owner.split(':');
  return stanzasOf(status, name)
    .filter((stanza) => !/^Status: \S+ \S+ not-installed$/m.test(stanza))
    .find((stanza) => architecture === undefined || fieldOf(stanza, 'Architecture') === architecture);
}

function packageOf(stanza: string): PackageFacts | undefined {
  const name = fieldOf(stanza, 'Package');
  const version = fieldOf(stanza, 'Version');
  return name === undefined || version === undefined ? undefined : { manager: 'dpkg', name, version };
}

function recorded(files: HostFiles, sumsFile: string, path: string): PackageFacts['recorded'] {
  const digest = sumOf(textOf(files, sumsFile), path);
  return digest === undefined ? undefined : { algorithm: 'md5', digest };
}

/** The MD5 of a path in the text of a `.md5sums` file: `digest  usr/bin/containerd`. */
export function sumOf(sums: string, path: string): string | undefined {
  const ending = `  ${path.replace(/^\//, '')}`;
  const line = sums.split('\n').find((each) => each.length === 32 + ending.length && each.endsWith(ending));
  return line !== undefined && /^[0-9a-f]{32}/.test(line) ? line.slice(0, 32) : undefined;
}

/** Each package of such an image has its stanza in a file, and its digests, which are the only list, in another. */
async function findInStatusD(files: HostFiles, wanted: Wanted): Promise<Map<string, PackageFacts>> {
  const found = new Map<string, PackageFacts>();
  const directory = await files.list(STATUS_D);
  const names = directory.ok ? directory.names.filter(({ name }) => name.endsWith('.md5sums')) : [];
  const turn = new GiveWay();
  for (const { name } of names.slice(0, MAX_LISTS)) {
    const sums = textOf(files, `${STATUS_D}/${name}`);
    for (const [realPath, spellings] of wanted) {
      const digest = spellings.map((path) => sumOf(sums, path)).find((sum) => sum !== undefined);
      const facts = digest === undefined ? undefined : packageOf(textOf(files, `${STATUS_D}/${name.slice(0, -8)}`));
      if (facts !== undefined && digest !== undefined)
        found.set(realPath, { ...facts, recorded: { algorithm: 'md5', digest } });
    }
    await turn.pause();
  }
  return found;
}

function textOf(files: HostFiles, path: string): string {
  const read = files.readFile(path);
  return read.ok ? read.bytes.toString('utf8') : '';
}

function withoutArchitecture(owner: string): string {
  return owner.split(':', 1)[0] ?? owner;
}
