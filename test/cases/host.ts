import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { onTestFinished } from 'vitest';
import { expectSchema } from '../cli/answer-schema.ts';
import { runHere } from '../cli/run-here.ts';
import type { Outcome } from '../cli/run-shimdex.ts';
import { ShimdexProcess } from '../cli/shimdex-process.ts';
import { fakeContainerd, type Said } from '../sources/containerd-socket/fake-containerd.ts';
import { FakeEngine } from '../sources/engine/fake-engine.ts';
import type { FakeGrpc } from '../sources/grpc/fake-grpc.ts';
import { elf } from './elf.ts';

/** The PATH that systemd gives its services. */
export const servicePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const nobody = 65_534;
const asNobody = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'];

/** Runs the commands of strangers; it ends with this process. */
let stranger: Promise<ShimdexProcess> | undefined;

/** A process for the tree's /proc; it runs as root by default. */
export interface FakeProcess {
  readonly argv: readonly string[];
  readonly exe?: string;
  readonly environ?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly parent?: number;
}

/**
 * A host in a directory, for `--root`: files, processes, sockets and an Engine, made by the test.
 *
 * Nothing on it is executed: a program is a small ELF file.
 */
export class CaseHost {
  readonly root = mkdtempSync(join(tmpdir(), 'shimdex-case-'));
  readonly engines: FakeEngine[] = [];
  readonly containerds: FakeGrpc[] = [];
  #sockets = 0;

  constructor() {
    chmodSync(this.root, 0o755);
    for (const name of ['etc/docker', 'etc/containerd', 'run', 'proc', 'var', 'usr/local/bin']) {
      mkdirSync(this.at(name), { recursive: true });
    }
    this.link('../run', '/var/run');
  }

  at(path: string): string {
    return join(this.root, path);
  }

  /**
   * Writes a file, and the directories above it. Who watches sees the whole file at once, as from a package manager; only
   * behind a link is it written in place.
   */
  put(path: string, content: string | Buffer, mode = 0o644): this {
    const file = this.at(path);
    mkdirSync(dirname(file), { recursive: true });
    const present = lstatSync(file, { throwIfNoEntry: false });
    const written = present === undefined || present.isFile() ? `${this.root}-unfinished` : file;
    writeFileSync(written, content);
    chmodSync(written, mode);
    if (written !== file) renameSync(written, file);
    return this;
  }

  /** Programs that would start. */
  program(...paths: readonly string[]): this {
    for (const path of paths) this.put(path, elf(), 0o755);
    return this;
  }

  daemonJson(content: object | string, path = '/etc/docker/daemon.json'): this {
    return this.put(path, typeof content === 'string' ? content : JSON.stringify(content));
  }

  /** An installed package of Debian that owns these files. */
  package(name: string, version: string, ...paths: readonly string[]): this {
    this.put('/var/lib/dpkg/status', `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\n`);
    return this.put(`/var/lib/dpkg/info/${name}.list`, `${paths.join('\n')}\n`);
  }

  link(target: string, path: string): this {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    symlinkSync(target, this.at(path));
    return this;
  }

  process(pid: number, { argv, exe = argv[0] ?? '', environ = {}, uid = 0, parent = 1 }: FakeProcess): this {
    const variables = Object.entries({ PATH: servicePath, ...environ }).map(([name, value]) => `${name}=${value}\0`);
    const ids = [uid, uid, uid, uid].join('\t');
    const name = argv[0]?.split('/').at(-1) ?? '';
    this.put(`/proc/${pid}/cmdline`, argv.map((word) => `${word}\0`).join(''));
    this.put(`/proc/${pid}/environ`, variables.join(''));
    this.put(`/proc/${pid}/comm`, `${name.slice(0, 15)}\n`);
    this.put(`/proc/${pid}/status`, `Name:\t${name}\nPPid:\t${parent}\nUid:\t${ids}\nGid:\t${ids}\nGroups:\t\n`);
    this.put(`/proc/${pid}/stat`, `${pid} (x) S ${parent} 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0`);
    mkdirSync(this.at(`/proc/${pid}/fd`));
    this.link(exe, `/proc/${pid}/exe`);
    this.link('/', `/proc/${pid}/cwd`);
    return this;
  }

  /** Lets a process listen on a unix socket. */
  socket(pid: number, path: string): this {
    this.#sockets += 1;
    const inode = 1000 + this.#sockets;
    mkdirSync(this.at('/proc/1/net'), { recursive: true });
    appendFileSync(this.at('/proc/1/net/unix'), `0: 00000002 00000000 00010000 0001 01 ${inode} ${path}\n`);
    return this.link(`socket:[${inode}]`, `/proc/${pid}/fd/${8 + this.#sockets}`);
  }

  /** Docker and containerd of a distribution, nothing running. */
  base(): this {
    return this.program('/usr/bin/containerd', '/usr/bin/containerd-shim-runc-v2', '/usr/bin/runc', '/usr/bin/dockerd');
  }

  /** Docker and containerd as systemd starts them. */
  running(): this {
    return this.base()
      .process(200, { argv: ['/usr/bin/containerd'] })
      .socket(200, '/run/containerd/containerd.sock')
      .process(300, {
        argv: ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock'],
      })
      .socket(300, '/run/docker.sock');
  }

  /** An Engine that answers at a socket of this host, whatever runs on it. */
  async engine(info: object, { path = '/run/docker.sock', version = {} }: { path?: string; version?: object } = {}) {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    const engine = await new FakeEngine(this.at(path), info).start();
    chmodSync(this.at(path), 0o666);
    engine.version = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'api-version': '1.51' });
      response.end(JSON.stringify({ Version: '28.4.0', ApiVersion: '1.51', MinAPIVersion: '1.24', ...version }));
    };
    this.engines.push(engine);
    return engine;
  }

  /** A containerd that answers at a socket of this host; `socket()` says whose it is. */
  async containerd(said: Said = {}, path = '/run/containerd/containerd.sock'): Promise<FakeGrpc> {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    const containerd = await fakeContainerd(this.at(path), said);
    chmodSync(this.at(path), 0o666);
    this.containerds.push(containerd);
    return containerd;
  }

  /**
   * Runs a command on this host; the socket of an Engine is asked only where the test started one. Fails when the JSON that
   * it prints differs from its schema.
   */
  async run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const outcome = await runHere(this.#withOptions(args), { PATH: process.env['PATH'], ...environment });
    await expectSchema(args, outcome);
    return outcome;
  }

  /** Runs a command as a user who may not read the files that only root may read. */
  async runAsStranger(args: readonly string[]): Promise<Outcome> {
    if (process.getuid?.() !== 0) return this.run(args);
    stranger ??= ShimdexProcess.start(['/usr/bin/setpriv', ...asNobody]);
    return (await stranger).run(this.#withOptions(args));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.engines, ...this.containerds].map((daemon) => daemon.stop()));
    rmSync(this.root, { recursive: true, force: true });
  }

  /** The options go before `--`, behind which everything is a name. */
  #withOptions([command = '', ...rest]: readonly string[]): string[] {
    return [command, ...this.#options(), ...rest];
  }

  #options(): string[] {
    return ['--root', this.root, ...(this.engines.length === 0 ? ['--docker-socket', 'none'] : [])];
  }
}

/** A host that is removed when the test ends. */
export function newHost(): CaseHost {
  const host = new CaseHost();
  onTestFinished(() => host.stop());
  return host;
}
