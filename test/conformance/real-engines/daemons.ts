import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { DebianRecipe } from '../../e2e/debian-tree.ts';
import { DaemonLog } from '../dockerd/daemon-log.ts';
import type { Machine } from '../dockerd/machine.ts';
import { debian13 } from '../dockerd/recipes.ts';
import type { Place } from './sight.ts';

/** Debian 13 with every kind of Engine: Docker as root and rootless, and Podman. */
export const debianWithEngines: DebianRecipe = {
  ...debian13,
  base: debian13,
  packages: [...debian13.packages, 'podman', 'rootlesskit', 'uidmap'],
};

export const bins = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a dockerd needs where it may not set up a network. */
const flags = ['--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs'];

/** The user who runs the rootless dockerd. */
const user = 1000;

const run = promisify(execFile);

/** Writes a file of the machine. */
export function put({ tree }: Machine, path: string, text: string, mode = 0o644): void {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
}

/** A daemon.json with one runtime. */
export function configOf(runtime: string): string {
  return JSON.stringify({ runtimes: { [runtime]: { path: '/usr/sbin/runc' } } });
}

/** Starts a containerd and waits until it serves. */
export async function startContainerd(machine: Machine, ...args: readonly string[]): Promise<ChildProcess> {
  const child = machine.start(['/usr/bin/containerd', ...args], { PATH: bins });
  await started(child, /successfully booted/);
  return child;
}

/** The system's dockerd, in a network namespace of its own. */
export async function startInOwnNetwork(machine: Machine): Promise<void> {
  put(machine, 'etc/docker/daemon.json', configOf('system'));
  const command = ['/usr/bin/unshare', '--net', '/usr/sbin/dockerd', ...flags];
  await started(machine.start(command, { PATH: bins }), /msg="API listen on /);
}

/** A dockerd that has another file at /etc/docker/daemon.json than its host: it has a mount of its own there. */
export async function startWithOwnMounts(machine: Machine, socket: string): Promise<void> {
  put(machine, 'srv/mounted/daemon.json', configOf('mounted'));
  mkdirSync(join(machine.tree, dirname(socket)), { recursive: true });
  const state = dirname(socket);
  const places = [`--exec-root=${state}/docker`, `--pidfile=${state}/docker.pid`, '--data-root=/var/lib/mounted'];
  const containerd = '--containerd=/run/containerd/containerd.sock';
  await unshared(machine, 'mount --bind /srv/mounted /etc/docker; exec /usr/sbin/dockerd "$@"', [
    ...flags,
    ...places,
    containerd,
    '-H',
    `unix://${socket}`,
  ]);
}

/** A dockerd with a root directory of its own, as in a container: only its /run is a directory of the host. */
export async function startInContainer(machine: Machine, run: string): Promise<void> {
  put(machine, 'srv/box/daemon.json', configOf('boxed'));
  mkdirSync(join(machine.tree, run), { recursive: true });
  const script = `
    config=$(cat /srv/box/daemon.json)
    mount -t tmpfs box /srv/box
    cd /srv/box
    mkdir -p usr etc/docker run var/lib var/tmp tmp proc sys dev
    for link in bin sbin lib lib64; do ln -s "usr/$link" "$link"; done
    ln -s /run var/run
    printf %s "$config" >etc/docker/daemon.json
    mount --bind /usr usr
    mount --bind "${run}" run
    for shared in proc sys dev; do mount --rbind "/$shared" "$shared"; done
    exec chroot . /usr/sbin/dockerd "$@"
  `;
  await unshared(machine, script, flags);
}

/** The API of Podman. */
export async function startPodman(machine: Machine, socket: string): Promise<void> {
  mkdirSync(join(machine.tree, dirname(socket)), { recursive: true });
  const command = ['/usr/bin/podman', '--log-level=info', 'system', 'service', '--time=0', `unix://${socket}`];
  await started(machine.start(command, { PATH: bins, HOME: '/root' }), /API service listening on|Listening on/i);
}

/** A rootless dockerd of a user, with the containerd that it starts, as Docker's own script starts it. */
export async function startRootless(machine: Machine, runtimeDirectory: string): Promise<void> {
  const home = '/home/ann';
  put(machine, `${home}/.config/docker/daemon.json`, configOf('rootless'));
  mkdirSync(join(machine.tree, runtimeDirectory), { recursive: true });
  for (const file of ['subuid', 'subgid']) put(machine, `etc/${file}`, 'ann:100000:65536\n');
  const passwd = readFileSync(join(machine.tree, 'etc/passwd'), 'utf8');
  put(machine, 'etc/passwd', `${passwd}ann:x:${user}:${user}::${home}:/bin/sh\n`);
  chmodSync(machine.tree, 0o755);
  const owned = [join(machine.tree, home), join(machine.tree, runtimeDirectory)];
  await run('chown', ['-R', `${user}:${user}`, ...owned]);
  // A process in a chroot may not make a user namespace, so the tree becomes a root.
  const enter = ['/usr/bin/nsenter', '--target=1', '--mount', '/usr/bin/unshare', '--mount', '/bin/sh', '-ec'];
  const script = `
    cd "$1"
    pivot_root . mnt
    umount -l mnt
    shift
    exec setpriv --reuid=${user} --regid=${user} --clear-groups "$@"
  `;
  const environment = {
    HOME: home,
    XDG_RUNTIME_DIR: runtimeDirectory,
    PATH: bins,
    DOCKERD_ROOTLESS_ROOTLESSKIT_NET: 'host',
    DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER: 'none',
  };
  const rootless = ['/usr/share/docker.io/contrib/dockerd-rootless.sh', '--ip-forward=false', ...flags];
  const command = [...enter, script, 'sh', machine.tree, ...rootless];
  await started(machine.start(command, environment), /msg="API listen on /);
}

/** Ends a containerd that was started here: the command that entered the machine waits for it. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  const [pid] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
  await run('kill', ['-KILL', pid ?? '']);
  await ended;
}

const facade = 'run/shimdex-docker.sock';

/** How a machine is looked at. The command that enters it waits for the service, and takes it along when it is killed. */
export function placeOf(machine: Machine): Place {
  return {
    root: machine.tree,
    through: [...machine.enter, '/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'],
    facade: join(machine.tree, facade),
    dockerInfo: async () => {
      const command = ['/usr/bin/docker', '-H', `unix:///${facade}`, 'info', '--format', '{{json .}}'];
      const child = machine.start(command, { PATH: bins, HOME: '/root' });
      const log = new DaemonLog(child);
      await once(child, 'close');
      return JSON.parse(log.since(0)) as unknown;
    },
  };
}

async function unshared(machine: Machine, script: string, args: readonly string[]): Promise<void> {
  const command = ['/usr/bin/unshare', '--mount', '--net', '/bin/sh', '-ec', script, 'sh', ...args];
  await started(machine.start(command, { PATH: bins }), /msg="API listen on /);
}

async function started(child: ChildProcess, pattern: RegExp): Promise<void> {
  const log = new DaemonLog(child);
  if ((await log.wait(pattern, 0)) === undefined) throw new Error(`It did not start: ${log.since(0)}`);
}
