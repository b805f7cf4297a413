import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { seededNumbers } from '../../../bench/seeded-numbers.js';
import { ScenarioHost } from '../scenario-host.ts';

/** Where containerd keeps what runs; a file system of its own in a namespace of its own. */
const stateDirectory = '/run/containerd/io.containerd.runtime.v2.task/model';

const places = ['a', 'b', 'c/deep'];
const binaries = ['kata-v2', 'runc-v2', 'runsc-v1', 'a-b-c-v1', 'noversion', 'x.y-v1', 'spin-v2'];

/** A host that random operations change. An operation that is not possible right now is left out. */
export class ModelHost extends ScenarioHost {
  readonly #next: (below: number) => number;
  readonly #mounts: string[] = [];
  readonly #shims: ChildProcess[] = [];
  #made = 0;

  constructor(seed: number) {
    super({ verifySeconds: 0.2, rescanSeconds: 3600 });
    this.#next = seededNumbers(seed);
    fs.mkdirSync(stateDirectory, { recursive: true });
    fs.copyFileSync('/bin/sh', this.at('outside/sh'));
  }

  below(bound: number): number {
    return this.#next(bound);
  }

  pick<T>(...from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  /** A name that was not used before. */
  newName(): string {
    this.#made += 1;
    return `new${this.#made}`;
  }

  place(): string {
    return places[this.below(places.length)] ?? 'a';
  }

  shimPath(): string {
    return `${this.place()}/containerd-shim-${binaries[this.below(binaries.length)]}`;
  }

  /** A target of links: an executable file, another link, or nothing. */
  target(): string {
    return `targets/${this.pick('one', 'two', 'alternative')}`;
  }

  /** Puts something in place of whatever is there, except a place that is mounted. */
  replace(path: string, make: (unfinished: string) => void): void {
    const unfinished = this.at(`outside/${this.newName()}`);
    make(unfinished);
    if (fs.lstatSync(unfinished, { throwIfNoEntry: false })?.isDirectory()) this.discard(path);
    else if (fs.lstatSync(this.at(path), { throwIfNoEntry: false })?.isDirectory()) this.discard(path);
    this.mkdir(dirname(path));
    try {
      fs.renameSync(unfinished, this.at(path));
    } catch {
      // The place is on a file system of its own.
      fs.rmSync(this.at(path), { recursive: true, force: true });
      fs.cpSync(unfinished, this.at(path), { recursive: true, verbatimSymlinks: true });
    }
  }

  write(path: string, text: string | Buffer, mode = 0o644): void {
    this.replace(path, (unfinished) => {
      fs.writeFileSync(unfinished, text);
      fs.chmodSync(unfinished, mode);
    });
  }

  linkTo(target: string, path: string): void {
    this.replace(path, (unfinished) => fs.symlinkSync(target, unfinished));
  }

  discard(path: string): void {
    fs.rmSync(this.at(path), { recursive: true, force: true });
  }

  mount(path: string, ...words: readonly string[]): void {
    if (!fs.existsSync(this.at(path)) || this.#mounts.length >= 4) return;
    const point = fs.realpathSync(this.at(path));
    execFileSync('mount', [...words, point]);
    this.#mounts.push(point);
  }

  unmount(): void {
    const point = this.#mounts.pop();
    if (point !== undefined) execFileSync('umount', ['-l', point]);
  }

  unmountAll(): void {
    while (this.#mounts.length > 0) this.unmount();
  }

  /** Starts a program with the command line of a shim: a shell that waits for its input. */
  startShim(): void {
    if (this.#shims.length >= 4) return;
    const program = this.at(`targets/containerd-shim-${this.pick('kata-v2', 'runc-v2')}`);
    if (!fs.existsSync(program)) fs.copyFileSync(this.at('outside/sh'), program);
    const words = [
      '-c',
      'read line',
      '-namespace',
      'model',
      '-id',
      this.newName(),
      '-address',
      this.at('containerd.sock'),
    ];
    const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'] });
    child.on('error', () => {});
    this.#shims.push(child);
  }

  stopShim(): void {
    this.#shims.pop()?.kill('SIGKILL');
  }

  pauseShim(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#shims.at(-1)?.kill(signal);
  }

  bundle(): void {
    const directory = `${stateDirectory}/${this.newName()}`;
    fs.mkdirSync(directory);
    fs.writeFileSync(`${directory}/shim-binary-path`, this.at(this.shimPath()));
  }

  unbundle(): void {
    const [name] = fs.readdirSync(stateDirectory);
    if (name !== undefined) fs.rmSync(`${stateDirectory}/${name}`, { recursive: true });
  }

  override async stop(): Promise<void> {
    this.unmountAll();
    for (const shim of this.#shims) shim.kill('SIGKILL');
    await super.stop();
  }
}
