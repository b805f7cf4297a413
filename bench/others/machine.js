import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { importBundled } from '../bundle.js';

/** What the run needs of this machine; `scripts/install-test-tools.sh` installs it. */
const tools = ['debootstrap', 'unshare', 'setpriv', 'flock', 'chroot', 'mount', 'tar'];

/** Programs of the packages docker.io, docker-cli, containerd and prometheus-node-exporter. */
const compared = ['usr/sbin/dockerd', 'usr/bin/docker', 'usr/bin/containerd', 'usr/bin/prometheus-node-exporter'];

/**
 * Unpacks a Debian 13 with the other programs below `scratch`, and gives what `inside.js` measures there: in namespaces
 * with their own processes, mounts and network, which end with it.
 */
export async function withMachine(scratch) {
  const missing = missingHere();
  if (missing.length > 0)
    throw new Error(`The benchmark needs ${missing.join(', ')}: run scripts/install-test-tools.sh as root`);
  const tree = await unpack(scratch);
  const namespaces = ['--mount', '--pid', '--net', '--fork', '--kill-child'];
  const inside = join(import.meta.dirname, 'inside.js');
  const child = spawn('unshare', [...namespaces, process.execPath, inside, tree, scratch], {
    env: { PATH: process.env.PATH, HOME: '/root', NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // An interrupt ends the machine first, so that its directory can be removed.
  const end = () => child.stdin.end();
  process.once('SIGINT', end);
  try {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
    const [status] = await once(child, 'close');
    if (status !== 0) throw new Error('The machine ended before all was measured');
    return JSON.parse(printed);
  } finally {
    process.removeListener('SIGINT', end);
  }
}

function missingHere() {
  const root = process.getuid() === 0 ? [] : ['root'];
  return [...root, ...tools.filter((tool) => !isCommand(tool))];
}

function isCommand(name) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { stdio: 'ignore' }).status === 0;
}

/** The Debian of the tests against a real dockerd, and one package more; its archive is made once and kept. */
async function unpack(scratch) {
  const { unpackDebian, debian13 } = await importBundled(
    "export { unpackDebian } from './test/e2e/debian-tree.ts';" +
      "export { debian13 } from './test/conformance/dockerd/recipes.ts';",
    scratch,
  );
  const packages = [...debian13.packages, 'prometheus-node-exporter'];
  const tree = await unpackDebian(scratch, { ...debian13, base: debian13, packages }).catch((cause) => {
    throw new Error(`The benchmark needs a Debian 13 with ${packages.join(', ')}, and could not make it`, { cause });
  });
  const missing = compared.filter((program) => !existsSync(join(tree, program)));
  if (missing.length > 0)
    throw new Error(`The benchmark needs /${missing.join(', /')}, which its Debian 13 does not have`);
  return tree;
}
