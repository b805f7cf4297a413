import { setTimeout as pause } from 'node:timers/promises';
import { shimStrings } from '../../core/containerd/shim-strings.ts';
import { defined } from '../../model/defined.ts';
import type { PackageFacts, ProgramFacts } from '../../model/host/program.ts';
import { nowMs } from '../clock.ts';
import type { HostFiles } from '../host-files.ts';
import { ageMs, RECENT_MS } from '../recent.ts';
import { stampOf } from '../tree/host-paths.ts';
import { isChanging, type Learned, LearnedPrograms } from './learned-programs.ts';
import { type Owners, PackageOwners } from './packages/package-owners.ts';
import { type ContentReading, inBackground, readProgram } from './read-program.ts';

/** How often a file is read again that changes while it is read, and the time in between, in milliseconds: it is being installed. */
const ATTEMPTS = 3;
const SETTLE_MS = 300;
/** Longest time between two reports while many files are read, in milliseconds. */
const REPORT_MS = 1000;
const patterns = shimStrings.map(({ text, ...string }) => ({ ...string, bytes: Buffer.from(text) }));

/**
 * Reads what programs are, one file at a time and in the background, and remembers it until a file or a package database
 * changes. Looks take what is known and wait for nothing.
 */
export class Programs {
  readonly #files: HostFiles;
  readonly #owners: Owners;
  readonly #onNews: () => void;
  readonly #reading: ContentReading;
  readonly #learned = new LearnedPrograms();
  #wanted: ReadonlySet<string> = new Set();
  #shims: ReadonlySet<string> = new Set();
  /** Names of files that may have changed since they were read; undefined: all. */
  #suspects: Set<string> | undefined = new Set();
  /** The package databases as of the last time that all files were looked at. */
  #databases: string | undefined;
  #running: Promise<void> | undefined;
  /** Reads files again that changed while they were read: nothing reports that they do not change any more. */
  #again: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** `onNews` is called when more is known than before. */
  constructor(
    files: HostFiles,
    onNews: () => void,
    owners: Owners = new PackageOwners(files),
    reading: ContentReading = inBackground,
  ) {
    this.#reading = reading;
    this.#files = files;
    this.#owners = owners;
    this.#onNews = onNews;
  }

  /** The package databases, whose change makes what is known outdated. */
  get dependsOn(): readonly string[] {
    return this.#owners.dependsOn;
  }

  /**
   * What is known of all files, as they are now. With `names`, files of other names are taken to be as they were. Facts about
   * an older state of a package database are still given. What did not change is the same object.
   */
  known(names?: ReadonlySet<string>): ReadonlyMap<string, ProgramFacts> {
    for (const path of this.#learned.paths(names)) {
      const learned = this.#learned.of(path);
      if (learned === undefined) continue;
      // Facts about a file that changes all the time have nothing of its content.
      const isOfNow = isChanging(learned.facts) || learned.stamp === this.#stampOf(path);
      if (!isOfNow) this.#learned.forget(path);
    }
    return this.#learned.facts;
  }

  /**
   * Reads these files, and forgets all others. Settles when nothing is left to read. Only in `shims` are the strings looked
   * for that show which containerd can start them: a daemon is large, and has strings of several shims. With `names`, files of
   * other names are read only where nothing is known of them.
   */
  want(realPaths: ReadonlySet<string>, shims = realPaths, names?: ReadonlySet<string>): Promise<void> {
    this.#wanted = realPaths;
    this.#shims = shims;
    this.#suspects =
      names === undefined || this.#suspects === undefined ? undefined : new Set([...this.#suspects, ...names]);
    this.#learned.keepOnly(realPaths);
    return this.#isStopped ? Promise.resolve() : this.#start();
  }

  /** Ends it: settles when the file that is being read is closed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#again);
    await this.#running?.catch(() => undefined);
  }

  #start(): Promise<void> {
    this.#running ??= this.#readAll().finally(() => {
      this.#running = undefined;
      this.#planAgain();
    });
    return this.#running;
  }

  #planAgain(): void {
    clearTimeout(this.#again);
    const changing = this.#learned.changing();
    if (changing.length === 0 || this.#isStopped) return;
    this.#again = setTimeout(() => {
      this.#suspects &&= new Set([...this.#suspects, ...changing]);
      this.#start().catch(() => undefined);
    }, this.#reading.changingMs).unref();
  }

  async #readAll(): Promise<void> {
    // The caller may still be publishing, and files that appear together are read together.
    const { delayMs } = this.#reading;
    if (delayMs > 0) await pause(delayMs);
    let reportedMs = nowMs();
    let hasNews = false;
    for (let paths = this.#outdated(); paths.length > 0 && !this.#isStopped; paths = this.#outdated()) {
      const databases = this.#owners.identity();
      this.#databases = databases;
      const owners = await this.#owners.find(paths, databases);
      for (const path of paths) {
        if (this.#isStopped || !this.#wanted.has(path)) continue;
        await this.#read(path, databases, owners);
        hasNews = true;
        if (nowMs() - reportedMs < REPORT_MS) continue;
        reportedMs = nowMs();
        hasNews = false;
        this.#onNews();
      }
    }
    this.#suspects = new Set();
    if (hasNews && !this.#isStopped) this.#onNews();
  }

  /** The wanted files that changed since they were read, or whose package may have. */
  #outdated(): string[] {
    const databases = this.#currentDatabases();
    const suspects = this.#learned.paths(this.#suspects);
    return [...this.#wanted].filter((path) => {
      const learned = this.#learned.of(path);
      const isOfNow = learned?.databases === databases && (learned.isSearched || !this.#shims.has(path));
      if (isOfNow && !suspects.has(path)) return false;
      const stamp = this.#stampOf(path);
      if (stamp === undefined) return false;
      if (learned === undefined || this.#mustSearch(path, learned)) return true;
      if (isChanging(learned.facts) && nowMs() - learned.readMs < this.#reading.changingMs) return false;
      return learned.stamp !== stamp || learned.databases !== databases;
    });
  }

  /** A change of a database concerns all files, so the databases are not asked about when a few names changed. */
  #currentDatabases(): string {
    if (this.#suspects === undefined || this.#databases === undefined) this.#databases = this.#owners.identity();
    return this.#databases;
  }

  async #read(path: string, databases: string, owners: ReadonlyMap<string, PackageFacts | null>): Promise<void> {
    const owner = owners.get(path);
    const before = this.#learned.of(path);
    const readMs = nowMs();
    if (before !== undefined && this.#isKnown(path, before, owner)) {
      const { package: _, ...facts } = before.facts;
      this.#learned.learn(path, {
        ...before,
        databases,
        facts: owner === undefined ? facts : { ...facts, package: owner },
      });
      return;
    }
    for (let attempt = 1; attempt <= ATTEMPTS && !this.#isStopped; attempt += 1) {
      const stamp = await this.#settledStamp(path);
      if (stamp === undefined) return;
      const isSearched = this.#shims.has(path);
      const strings = isSearched ? patterns : [];
      const wishes = defined({ ...this.#reading, patterns: strings, isStopped: () => this.#isStopped, package: owner });
      const facts = await readProgram(this.#files, path, wishes);
      if (facts === undefined) return;
      this.#learned.learn(path, { stamp, facts, databases, readMs, isSearched });
      if (!isChanging(facts)) return;
      await pause(SETTLE_MS);
    }
  }

  /** Whether only the owner of a file is new. */
  #isKnown(path: string, before: Learned, owner: PackageFacts | null | undefined): boolean {
    return hasDigest(before.facts, owner) && !this.#mustSearch(path, before) && before.stamp === this.#stampOf(path);
  }

  /** The stamp of a file, once a write that follows would change it. */
  async #settledStamp(path: string): Promise<string | undefined> {
    const found = this.#files.stat(path);
    if (!found.ok || !found.stat.isFile()) return undefined;
    const age = ageMs(found.stat.ctimeMs);
    if (age < 0 || age >= RECENT_MS) return stampOf(found.stat);
    await pause(RECENT_MS - age);
    return this.#stampOf(path);
  }

  #mustSearch(path: string, { isSearched }: Learned): boolean {
    return !isSearched && this.#shims.has(path);
  }

  #stampOf(path: string): string | undefined {
    const found = this.#files.stat(path);
    return found.ok && found.stat.isFile() ? stampOf(found.stat) : undefined;
  }
}

/** Whether the content need not be read again to compare it with what the package recorded. */
function hasDigest(facts: ProgramFacts, owner: PackageFacts | null | undefined): boolean {
  const { digests, fault } = facts;
  if (isChanging(facts)) return false;
  return owner?.recorded === undefined || fault !== undefined || digests[owner.recorded.algorithm] !== undefined;
}
