import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where and how a real containerd is started. */
export interface DaemonOptions {
  /** Where the daemon's own files go. */
  readonly directory: string;
  /** The executable it is started from, made from the installed one. */
  readonly executable: string;
  /** The link it is started through. */
  readonly launch?: string;
  readonly cwd: string;
  readonly cwdDeleted?: boolean;
  readonly env: Readonly<Record<string, string>>;
}

/** What `ctr run` did with a runtime name: the shim that ran, or what ctr printed. */
export type Fate = { readonly executed: string } | { readonly error: string };

/** A real containerd with a configuration, root, state and socket of its own. */
export interface ContainerdDaemon {
  readonly address: string;
  readonly configFile: string;
  /** Starts a container with that runtime; its shims are the fake ones, which refuse. */
  run(name: string): Promise<Fate>;
  stop(): Promise<void>;
}

const installed = '/usr/bin/containerd';
const optPlugin = 'io.containerd.internal.v1.opt';
const startTimeoutMs = 60_000;

/** A fake shim: writes down its own path and refuses. */
export function fakeShim(directory: string): string {
  return `#!/bin/sh\nprintf '%s\\n' "$0" >>'${logFile(directory)}'\nexit 3\n`;
}

/** Starts containerd and waits until it serves; what was started is killed when this process ends, too. */
export async function startContainerd(options: DaemonOptions): Promise<ContainerdDaemon> {
  const { directory, executable, launch, cwd, env } = options;
  const address = join(directory, 'containerd.sock');
  const configFile = join(directory, 'config.toml');
  mkdirSync(join(directory, 'rootfs'), { recursive: true });
  writeFileSync(configFile, configuration(directory, address, `${directory}/opt`));
  installExecutable(executable);
  const child = spawn(launch ?? executable, ['--config', configFile], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.removeListener('exit', kill);
    await stopped(child);
  };
  try {
    await booted(child);
  } catch (error) {
    await stop();
    throw error;
  }
  if (options.cwdDeleted === true) rmSync(cwd, { recursive: true });
  return { address, configFile, run: runner(directory, address), stop };
}

/**
 * Plugins that would need a kernel module, a network or a minute are left out; so is what tests must not touch. `opt` is the
 * directory of the opt plugin; null where that is left out, too. `uid` is the user that it runs as.
 */
export function configuration(directory: string, address: string, opt: string | null, uid = 0): string {
  const snapshotters = ['btrfs', 'aufs', 'zfs', 'devmapper'].map((name) => `io.containerd.snapshotter.v1.${name}`);
  const cri = ['io.containerd.grpc.v1.cri', 'io.containerd.cri.v1.images', 'io.containerd.cri.v1.runtime'];
  const left = [...cri, ...snapshotters, ...(opt === null ? [optPlugin] : [])];
  return [
    'version = 2',
    `root = "${directory}/root"`,
    `state = "${directory}/state"`,
    `disabled_plugins = [${left.map((name) => `"${name}"`).join(', ')}]`,
    `[grpc]\naddress = "${address}"\nuid = ${uid}\ngid = ${uid}`,
    `[ttrpc]\naddress = "${address}.ttrpc"\nuid = ${uid}\ngid = ${uid}`,
    ...(opt === null ? [] : [`[plugins."${optPlugin}"]\npath = "${opt}"`]),
    '',
  ].join('\n');
}

/** Not a hard link: it would change the time of the installed file, and other tests would see it change while they read it. */
function installExecutable(executable: string): void {
  if (executable === installed) return;
  mkdirSync(dirname(executable), { recursive: true });
  rmSync(executable, { force: true });
  copyFileSync(installed, executable);
}

function booted(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const fail = (reason: string) => reject(new Error(`containerd ${reason}: ${log}`));
    const timer = setTimeout(fail, startTimeoutMs, 'did not start in time');
    child.once('error', reject);
    child.once('exit', () => fail('ended'));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (!log.includes('successfully booted')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

function runner(directory: string, address: string): (name: string) => Promise<Fate> {
  let container = 0;
  return (name) =>
    new Promise((resolve) => {
      container += 1;
      rmSync(logFile(directory), { force: true });
      const args = ['run', '--rm', '--rootfs', `--runtime=${name}`, join(directory, 'rootfs'), `c${container}`];
      execFile('ctr', ['--address', address, ...args], { encoding: 'utf8' }, (_error, _stdout, stderr) => {
        const ran = existsSync(logFile(directory)) ? readFileSync(logFile(directory), 'utf8') : '';
        // A shim's path may hold a newline; the one printf adds is the last.
        resolve(ran === '' ? { error: stderr.replace(/\n$/, '') } : { executed: ran.slice(0, -1) });
      });
    });
}

function logFile(directory: string): string {
  return join(directory, 'executed');
}
