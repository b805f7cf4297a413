import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Outcome } from '../../cli/run-shimdex.ts';
import { ShimdexProcess } from '../../cli/shimdex-process.ts';
import { type DebianRecipe, unpackDebian } from '../../e2e/debian-tree.ts';

/**
 * A Debian that is as good as a machine of its own: it has its own files, and namespaces with its own processes, mounts
 * and network. All of it goes with `stop()`, and with this process however that ends.
 */
export interface Machine {
  /** Its root directory, as everybody sees it. */
  readonly tree: string;
  /** Name of the control groups that its containers are to be put under. */
  readonly cgroup: string;
  /** Starts a command in it; `env` is its whole environment, `cwd` a path of the machine. */
  start(command: readonly string[], env: Readonly<Record<string, string>>, cwd?: string): ChildProcess;
  /** Runs the command behind it in the machine's namespaces, with the files of this machine. */
  readonly enter: readonly string[];
  /** Sends a signal to what was started by `start`. */
  signal(name: 'SIGHUP' | 'SIGTERM' | 'SIGKILL', started: ChildProcess): void;
  /** Runs a command of shimdex next to it: on the same kernel objects, looking at it with `--root`. */
  shimdex(args: readonly string[]): Promise<Outcome>;
  stop(): Promise<void>;
}

/**
 * Lives as long as its input, whose other end the test holds. A first line says that the tree is there. What
 * follows undoes what outlives the namespaces; the mounts do not.
 */
const supervisor = `
  if read -r ready; then
    unshare --mount --pid --net --ipc --uts --fork --kill-child sh -c "$4" sh "$2"
    find /sys/fs/cgroup -depth -type d -path "*/$3*" -exec rmdir {} + 2>/dev/null
  fi
  rm -rf --one-file-system "$1"
`;

/**
 * Process 1 of the machine: reports its number outside, then only waits for whatever dies. dockerd wants its root to be a
 * mount.
 */
const init = `
  set -e
  read -r pid rest </proc/self/stat
  exec 3<&0
  mount --bind "$1" "$1"
  mount -t proc proc /proc
  mount -t proc proc "$1/proc"
  mount --rbind /sys "$1/sys"
  mount --rbind /dev "$1/dev"
  echo "$pid"
  cat <&3 >/dev/null &
  wait
`;

/** Unpacks the Debian of the recipe and brings it up; nothing runs in it yet. */
export async function bootMachine(recipe: DebianRecipe): Promise<Machine> {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-dockerd-'));
  const tree = treeIn(directory);
  const cgroup = basename(directory);
  // A session of its own: an interrupt at the terminal ends the tests, and they end this.
  const child = spawn('sh', ['-c', supervisor, 'sh', directory, tree, cgroup, init], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  try {
    await unpackDebian(directory, recipe);
    child.stdin.write('ready\n');
    const pid = await firstLine(child);
    return { tree, cgroup, ...inside(pid, directory), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function treeIn(directory: string): string {
  return join(directory, 'tree');
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const failure = once(child, 'exit').then(() =>
    Promise.reject(new Error(`The machine did not come up: ${complaint}`)),
  );
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failure])) as [string];
  return line;
}

/** What is done by going into the namespaces of the machine's process 1. */
function inside(pid: string, directory: string): Pick<Machine, 'start' | 'enter' | 'signal' | 'shimdex'> {
  const enter = ['/usr/bin/nsenter', `--target=${pid}`, '--mount', '--pid', '--net', '--ipc', '--uts', '--'];
  const [nsenter = '', ...namespaces] = enter;
  const tree = treeIn(directory);
  let shimdex: Promise<ShimdexProcess> | undefined;
  return {
    enter,
    start: (command, env, cwd = '/') => {
      const assignments = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const args = [...namespaces, 'chroot', tree, '/usr/bin/env', '-i', '-C', cwd, ...assignments, ...command];
      return spawn(nsenter, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    },
    signal: (name, { pid }) => {
      // The command is the child of the nsenter that waits for it.
      const [command] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
      if (command) process.kill(Number(command), name);
    },
    shimdex: async (args) => {
      shimdex ??= ShimdexProcess.start(enter);
      return await (await shimdex).run([...args.slice(0, 1), `--root=${tree}`, ...args.slice(1)]);
    },
  };
}
