import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  lchownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../../../src/model/defined.ts';
import type { Resolution } from '../../../src/model/resolution.ts';
import { runHere } from '../../cli/run-here.ts';
import type { Outcome } from '../../cli/run-shimdex.ts';
import type { DebianRecipe } from '../../e2e/debian-tree.ts';
import { configuration } from '../containerd-daemon.ts';
import { DaemonLog } from '../dockerd/daemon-log.ts';
import { bootMachine } from '../dockerd/machine.ts';
import { buildLayout, ensureDirectory, inRoot, type LayoutEntry } from '../layout.ts';
import { withoutDocker } from '../shimdex.ts';
import { bytesOf } from './programs.ts';
import type { RandomLookup } from './random-lookup.ts';

/** Where a containerd runs: this machine, or a Debian in a directory. */
interface Place {
  /** What precedes a path of the place for this process. */
  readonly tree: string;
  /** The directory of the layouts, a path of the place. */
  readonly base: string;
  start(command: readonly string[], env: Readonly<Record<string, string>>, cwd: string): ChildProcess;
  kill(started: ChildProcess): void;
  shimdex(args: readonly string[]): Promise<Outcome>;
  stop(): Promise<void>;
}

/** A name, what `ctr` printed for it, and the answer of shimdex. */
export interface Asked {
  readonly name: string;
  readonly printed: string;
  readonly answer: Resolution;
}

/** The answers about one layout. */
export interface Answers {
  readonly asked: readonly Asked[];
  /** Writes `$ROOT` for the directory of the layout. */
  readonly spelt: (found: object) => object;
}

const installed = '/usr/bin/containerd';
const nobody = 65_534;
const asNobody = ['/usr/bin/setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
const shell = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

/** This machine, with the containerd that is installed here. */
export async function thisMachine(): Promise<LookupHost> {
  const base = mkdtempSync(join(tmpdir(), 'shimdex-lookups-'));
  chmodSync(base, 0o755);
  return new LookupHost({
    tree: '',
    base,
    start: ([command = '', ...args], env, cwd) => spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] }),
    kill: (started) => void started.kill('SIGKILL'),
    shimdex: (args) => runHere(args, {}),
    stop: async () => rmSync(base, { recursive: true, force: true }),
  });
}

/** A Debian of the recipe, which shimdex sees through `--root`. */
export async function debianMachine(recipe: DebianRecipe): Promise<LookupHost> {
  const machine = await bootMachine(recipe);
  // Other users look at its files, too.
  chmodSync(machine.tree, 0o755);
  mkdirSync(join(machine.tree, 'lookups'));
  return new LookupHost({
    tree: machine.tree,
    base: '/lookups',
    start: machine.start,
    kill: (started) => machine.signal('SIGKILL', started),
    shimdex: machine.shimdex,
    stop: machine.stop,
  });
}

/** A host in which the same layouts are looked at by a real containerd and by shimdex. */
export class LookupHost {
  readonly #place: Place;
  #count = 0;

  constructor(place: Place) {
    this.#place = place;
    // Every containerd makes it, and only root may.
    mkdirSync(join(place.tree, '/run/containerd'), { recursive: true, mode: 0o711 });
    copyFileSync(join(place.tree, installed), join(place.tree, place.base, 'containerd'));
  }

  stop(): Promise<void> {
    return this.#place.stop();
  }

  /** As in `1.7.24`. */
  async version(): Promise<string> {
    const printed = await this.#output(['/usr/bin/containerd', '--version']);
    return /\d+\.\d+\.\d+/.exec(printed)?.[0] ?? 'unknown';
  }

  /** Builds the layout, starts a containerd in it, and asks both for the names. */
  async ask(lookup: RandomLookup, names: readonly string[]): Promise<Answers> {
    this.#count += 1;
    const root = join(this.#place.base, `${this.#count}`);
    await this.#build(lookup, root);
    const containerd = await this.#start(lookup, root);
    try {
      const spelt = names.map(inRoot(root));
      const answers = await this.#resolve(spelt, root);
      const printed = await this.#run(spelt, root);
      const asked = spelt.map((name, index) => ({
        name,
        printed: printed[index] as string,
        answer: answers[index] as Resolution,
      }));
      const inLayout = (found: object) => JSON.parse(JSON.stringify(found).replaceAll(root, '$ROOT')) as object;
      return { asked, spelt: inLayout };
    } finally {
      const ended = once(containerd, 'close');
      this.#place.kill(containerd);
      await ended;
      rmSync(this.#outside(root), { recursive: true, force: true });
    }
  }

  async #build({ files, cwd, opt, user }: RandomLookup, root: string): Promise<void> {
    const outside = this.#outside(root);
    mkdirSync(join(outside, '.daemon', 'rootfs'), { recursive: true });
    const entries = files.map(
      ({ program, target, ...file }): LayoutEntry => ({
        ...file,
        ...(target === undefined ? {} : { target: inRoot(root)(target) }),
        ...(program === undefined ? {} : { content: bytesOf(program, root) }),
      }),
    );
    await buildLayout(outside, entries, '');
    for (const { path, isOfNobody } of files) if (isOfNobody === true) lchownSync(join(outside, path), nobody, nobody);
    linkSync(join(this.#place.tree, this.#place.base, 'containerd'), join(outside, 'sib', 'containerd'));
    ensureDirectory(this.#outside(inRoot(root)(cwd)));
    const directory = join(root, '.daemon');
    const uid = user === 'root' ? 0 : nobody;
    const text = configuration(directory, `${directory}/s`, opt === null ? null : inRoot(root)(opt), uid);
    writeFileSync(this.#outside(`${directory}/config.toml`), text);
    // Where it makes directories.
    for (const path of ['.', '.daemon', 'opt']) lchownSync(join(outside, path), uid, uid);
  }

  async #start(lookup: RandomLookup, root: string): Promise<ChildProcess> {
    const { path, pwd, ldLibraryPath, cwd, isCwdDeleted, user, launch = '$ROOT/sib/containerd' } = lookup;
    const spelt = inRoot(root);
    const variables = { PATH: path ?? undefined, PWD: pwd, LD_LIBRARY_PATH: ldLibraryPath };
    const env = Object.fromEntries(Object.entries(defined(variables)).map(([name, value]) => [name, spelt(value)]));
    const containerd = this.#place.start(
      [...(user === 'root' ? [] : asNobody), spelt(launch), '--config', `${root}/.daemon/config.toml`],
      env,
      spelt(cwd),
    );
    const log = new DaemonLog(containerd);
    if ((await log.wait(/successfully booted/, 0)) === undefined) throw new Error(`containerd ended: ${log.since(0)}`);
    if (isCwdDeleted) rmSync(this.#outside(spelt(cwd)), { recursive: true });
    return containerd;
  }

  async #resolve(names: readonly string[], root: string): Promise<readonly Resolution[]> {
    const about = [`--containerd-address=${root}/.daemon/s`, `--containerd-config=${root}/.daemon/config.toml`];
    const { stdout, stderr } = await this.#place.shimdex([
      'resolve',
      '--json',
      '--client=containerd',
      ...withoutDocker,
      ...about,
      '--',
      ...names,
    ]);
    if (stdout === '') throw new Error(`shimdex resolve said: ${stderr}`);
    const answers = JSON.parse(stdout) as Resolution | readonly Resolution[];
    return 'name' in answers ? [answers] : answers;
  }

  /** What `ctr run` prints for each name, two at a time. */
  async #run(names: readonly string[], root: string): Promise<readonly string[]> {
    const directory = `${root}/.daemon`;
    const lines = names.map((name, index) => {
      const runtime = `'--runtime=${name.replaceAll("'", "'\\''")}'`;
      return `timeout 20 ctr --address ${directory}/s run --rm --rootfs ${runtime} ${directory}/rootfs c${index} >${index}.out 2>&1 ${index % 2 === 0 ? '&' : '; wait'}`;
    });
    writeFileSync(this.#outside(`${directory}/run.sh`), ['ulimit -c 0', ...lines, 'wait'].join('\n'));
    await this.#output(['/bin/sh', 'run.sh'], directory);
    return names.map((_, index) => readFileSync(this.#outside(`${directory}/${index}.out`), 'utf8'));
  }

  async #output(command: readonly string[], cwd = '/'): Promise<string> {
    const child = this.#place.start(command, shell, cwd);
    const log = new DaemonLog(child);
    await once(child, 'close');
    return log.since(0);
  }

  #outside(path: string): string {
    return this.#place.tree + path;
  }
}
