import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuMs, program } from '../server.js';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const readyMs = 60_000;

/** No network, as in the tests: the figures do not depend on it. */
const dockerdFlags = ['--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs'];

/** How each program is run: those of the machine in its tree, and shimdex outside of it, with `--root`. */
export const commands = {
  containerd: (tree) => ['chroot', tree, '/usr/bin/containerd'],
  dockerd: (tree) => [
    ...['chroot', tree, '/usr/sbin/dockerd', '--containerd=/run/containerd/containerd.sock'],
    ...dockerdFlags,
  ],
  exporter: (tree, port) => [
    ...['chroot', tree, '/usr/bin/prometheus-node-exporter'],
    ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
  ],
  serve: (tree, ...addresses) => [
    ...[process.execPath, program, 'serve', `--root=${tree}`, '--log-level=error'],
    ...addresses.map((address) => `--listen=${address}`),
  ],
  list: (tree) => [process.execPath, program, 'list', `--root=${tree}`],
  dockerInfo: (tree, host) => ['chroot', tree, '/usr/bin/docker', '-H', host, 'info'],
};

/** Starts containerd, then dockerd, and gives their processes; they live as long as the machine. */
export async function startDaemons(tree) {
  const containerd = await launch(commands.containerd(tree), accepts(join(tree, 'run/containerd/containerd.sock')));
  const dockerd = await launch(
    commands.dockerd(tree),
    answers({ socketPath: join(tree, 'run/docker.sock') }, '/_ping'),
  );
  return [containerd.pid, dockerd.pid];
}

/** Starts a program and waits until `isReady`; gives its process, how long that took, and how to end it. */
export async function launch([command, ...args], isReady) {
  const begin = performance.now();
  const child = spawn(command, args, { env: { ...process.env, PATH: path }, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log = (log + text).slice(-2000);
  });
  while (!(await isReady())) {
    const isLate = performance.now() - begin > readyMs;
    if (isLate || child.exitCode !== null) throw new Error(`"${[command, ...args].join(' ')}" did not start: ${log}`);
    await pause(1);
  }
  return {
    pid: child.pid,
    ms: performance.now() - begin,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Whether a GET is answered with 200 and a text that contains `expected`. */
export function answers(address, path, expected = '') {
  return () =>
    ask({ ...address, path, agent: false }).then(
      ({ status, body }) => status === 200 && body.includes(expected),
      () => false,
    );
}

/** The status and the bytes of the answer to a GET. */
export function ask(options) {
  return new Promise((resolve, reject) => {
    get({ ...options, headers: { host: 'localhost', ...options.headers } }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

function accepts(socketPath) {
  return () =>
    new Promise((resolve) => {
      const socket = connect(socketPath, () => {
        socket.destroy();
        resolve(true);
      }).on('error', () => resolve(false));
    });
}

/** CPU time of some processes and of the commands that they have run, ms. */
export function spentMs(pids) {
  return pids.reduce((sum, pid) => sum + cpuMs(pid) + ofCommandsMs(pid), 0);
}

/** The kernel counts it in hundredths of a second (proc(5), cutime and cstime), so one command alone is not measured. */
function ofCommandsMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
