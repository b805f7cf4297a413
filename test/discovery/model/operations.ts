import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { elf } from '../../cases/elf.ts';
import { shimText } from '../scenario-host.ts';
import type { ModelHost } from './model-host.ts';

type Operation = (host: ModelHost) => void;

function exists(host: ModelHost, path: string): boolean {
  return fs.existsSync(host.at(path));
}

function chmod(host: ModelHost, path: string, mode: number): void {
  if (exists(host, path)) fs.chmodSync(host.at(path), mode);
}

function runtimes(host: ModelHost): string {
  const [name, path] = [host.pick('crun', 'kata', 'youki'), host.at(host.pick('a/crun', 'b/crun', 'targets/one'))];
  const shim = { runtimeType: host.pick('io.containerd.kata.v2', 'io.containerd.none.v1', host.at(host.shimPath())) };
  return JSON.stringify({ 'default-runtime': host.pick(name, 'runc'), runtimes: { [name]: { path }, other: shim } });
}

function handlers(host: ModelHost): string {
  const name = host.pick('kata', 'runsc', 'gvisor');
  const table = `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${name}]`;
  return `version = 3\nimports = ["conf.d/*.toml"]\n${table}\nruntime_type = "io.containerd.${name}.v1"\n`;
}

/** What happens to files of shims. */
const files: Readonly<Record<string, Operation>> = {
  'shim installed': (host) => host.write(host.shimPath(), shimText, 0o755),
  'ELF installed': (host) => host.write(host.shimPath(), elf(), 0o755),
  'file without x bit installed': (host) => host.write(host.shimPath(), shimText),
  'empty file installed': (host) => host.write(host.shimPath(), '', 0o755),
  'script of a missing interpreter': (host) => host.write(host.shimPath(), '#!/missing/sh\n', 0o755),
  'script of an interpreter that changes': (host) =>
    host.write(host.shimPath(), `#!${host.at('targets/interpreter')}\n`, 0o755),
  'interpreter installed': (host) => host.write('targets/interpreter', elf(), 0o755),
  'interpreter removed': (host) => host.discard('targets/interpreter'),
  'written in place': (host) => {
    const path = host.shimPath();
    host.discard(path);
    if (exists(host, path.slice(0, path.lastIndexOf('/')))) fs.writeFileSync(host.at(path), shimText, { mode: 0o755 });
  },
  'written again in place': (host) => {
    const path = host.shimPath();
    if (exists(host, path) && fs.statSync(host.at(path)).isFile()) fs.writeFileSync(host.at(path), '#!/bin/dash\n');
  },
  'overwritten three times': (host) => {
    const path = host.shimPath();
    for (const mode of [0o755, 0o600, 0o755]) host.write(path, shimText, mode);
  },
  'x bit removed': (host) => chmod(host, host.shimPath(), 0o644),
  'x bit added': (host) => chmod(host, host.shimPath(), 0o755),
  'only to be executed': (host) => chmod(host, host.shimPath(), 0o111),
  'setuid bit added': (host) => chmod(host, host.shimPath(), 0o4755),
  'times set': (host) => {
    const path = host.shimPath();
    if (exists(host, path)) fs.utimesSync(host.at(path), host.below(2_000_000_000), host.below(2_000_000_000));
  },
  'shim removed': (host) => host.discard(host.shimPath()),
  'shim renamed': (host) => {
    const [from, to] = [host.shimPath(), host.shimPath()];
    if (exists(host, from) && fs.statSync(host.at(from)).isFile())
      host.write(to, fs.readFileSync(host.at(from)), 0o755);
    host.discard(from);
  },
  'removed, made and removed': (host) => {
    const path = host.shimPath();
    host.discard(path);
    host.write(path, shimText, 0o755);
    host.discard(path);
  },
  'OCI runtime installed': (host) => host.write(`${host.pick('a', 'b')}/crun`, elf(), 0o755),
  'OCI runtime removed': (host) => host.discard(`${host.pick('a', 'b')}/crun`),
};

/** What happens to links and other kinds of files. */
const links: Readonly<Record<string, Operation>> = {
  'link to a target': (host) => host.linkTo(host.at(host.target()), host.shimPath()),
  'link to another shim': (host) => host.linkTo(host.at(host.shimPath()), host.shimPath()),
  'dangling link': (host) => host.linkTo('/nowhere/shim', host.shimPath()),
  'link to itself': (host) => {
    const path = host.shimPath();
    host.linkTo(host.at(path), path);
  },
  'alternative turned': (host) => host.linkTo(host.at(host.pick('targets/one', 'targets/two')), 'targets/alternative'),
  'target installed': (host) => host.write(host.pick('targets/one', 'targets/two'), elf(), host.pick(0o755, 0o644)),
  'target removed': (host) => host.discard(host.target()),
  'hard link': (host) => {
    if (!exists(host, 'targets/one')) return;
    host.replace(host.shimPath(), (unfinished) => fs.linkSync(host.at('targets/one'), unfinished));
  },
  FIFO: (host) => {
    const path = host.shimPath();
    host.discard(path);
    if (exists(host, path.slice(0, path.lastIndexOf('/')))) execFileSync('mkfifo', [host.at(path)]);
  },
  'directory in place of a shim': (host) => host.replace(host.shimPath(), (unfinished) => fs.mkdirSync(unfinished)),
};

/** What happens to the places of the search path. */
const directories: Readonly<Record<string, Operation>> = {
  'place removed': (host) => {
    host.unmountAll();
    host.discard(host.place());
  },
  'place made': (host) => host.mkdir(host.place()),
  'place made again': (host) => {
    const place = host.place();
    host.unmountAll();
    host.discard(place);
    host.mkdir(place);
    host.write(`${place}/containerd-shim-kata-v2`, shimText, 0o755);
  },
  'place renamed away, another in': (host) => {
    const place = host.place();
    host.unmountAll();
    if (exists(host, place)) fs.renameSync(host.at(place), host.at(`outside/${host.newName()}`));
    host.replace(place, (unfinished) => fs.mkdirSync(unfinished));
  },
  'place turned into a link': (host) => {
    const place = host.place();
    host.unmountAll();
    host.mkdir('outside/linked');
    host.write('outside/linked/containerd-shim-spin-v2', shimText, 0o755);
    host.discard(place);
    host.linkTo(host.at('outside/linked'), place);
  },
  'place closed or opened': (host) => chmod(host, host.place(), host.pick(0o000, 0o700, 0o755, 0o777)),
  'directory above a place removed': (host) => {
    host.unmountAll();
    host.discard('c');
  },
  'bind mount': (host) => {
    host.mkdir('outside/bound');
    host.write('outside/bound/containerd-shim-runsc-v1', shimText, 0o755);
    host.mount(host.place(), '--bind', host.at('outside/bound'));
  },
  'tmpfs mount': (host) => host.mount(host.place(), '-t', 'tmpfs', 'tmpfs'),
  'mount removed': (host) => host.unmount(),
};

/** What happens to configurations. */
const configurations: Readonly<Record<string, Operation>> = {
  'daemon.json written': (host) => host.write('docker/daemon.json', runtimes(host)),
  'daemon.json half written': (host) => host.write('docker/daemon.json', runtimes(host).slice(0, 1 + host.below(60))),
  'daemon.json removed': (host) => host.discard('docker/daemon.json'),
  'daemon.json a link': (host) => {
    host.write('targets/daemon.json', runtimes(host));
    host.linkTo(host.at('targets/daemon.json'), 'docker/daemon.json');
  },
  'directory of daemon.json made again': (host) => {
    host.discard('docker');
    host.write('docker/daemon.json', runtimes(host));
  },
  'config.toml written': (host) => host.write('containerd/config.toml', handlers(host)),
  'config.toml broken': (host) => host.write('containerd/config.toml', `${handlers(host)}[[`),
  'config.toml removed': (host) => host.discard('containerd/config.toml'),
  'drop-in written': (host) => host.write(`containerd/conf.d/${host.pick('a', 'b')}.toml`, handlers(host)),
  'drop-ins removed': (host) => host.discard('containerd/conf.d'),
};

/** What happens to what runs. */
const processes: Readonly<Record<string, Operation>> = {
  'shim started': (host) => host.startShim(),
  'shim ended': (host) => host.stopShim(),
  'shim stopped by a signal': (host) => host.pauseShim('SIGSTOP'),
  'shim continued': (host) => host.pauseShim('SIGCONT'),
  'program of a running shim removed': (host) => host.discard('targets/containerd-shim-kata-v2'),
  'bundle made': (host) => host.bundle(),
  'bundle removed': (host) => host.unbundle(),
};

/** Every kind of operation by its name. */
export const operations: Readonly<Record<string, Operation>> = {
  ...files,
  ...links,
  ...directories,
  ...configurations,
  ...processes,
};

/** Removes configurations that cannot be read: the service keeps the last good one, and a first look has none. */
export function repairConfigurations(host: ModelHost): void {
  if (!isJson(textOf(host, 'docker/daemon.json'))) host.discard('docker/daemon.json');
  if (textOf(host, 'containerd/config.toml').endsWith('[[')) host.discard('containerd/config.toml');
}

function textOf(host: ModelHost, path: string): string {
  return exists(host, path) ? fs.readFileSync(host.at(path), 'utf8') : '';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
