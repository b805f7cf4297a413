// Process 1 of the machine: TREE SCRATCH. Measures next to a containerd and a dockerd, and prints the figures as JSON.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeShim } from '../shim-file.js';
import { compareWithDocker } from './docker-info.js';
import { compareWithExporter } from './node-exporter.js';
import { startDaemons } from './programs.js';

const quiet = ['ignore', 'ignore', 'inherit'];
const [tree, scratch] = process.argv.slice(2);
// It ends with its input, whose other end the benchmark holds, and everything in the machine ends with it.
process.stdin.once('end', () => process.exit(1)).resume();
mountAll();
for (let index = 0; index < 12; index++) writeShim(join(tree, 'usr/local/bin', `containerd-shim-present${index}-v1`));
reportVersions();
const daemons = await startDaemons(tree);
const figures = [...(await compareWithExporter(tree)), ...(await compareWithDocker(tree, scratch, daemons))];
process.stdout.write(JSON.stringify(figures), () => process.exit(0));

/** The archive of the tree may be older than Debian's packages of today. */
function reportVersions() {
  const packages = ['docker.io', 'containerd', 'prometheus-node-exporter'];
  execFileSync('chroot', [tree, 'dpkg-query', '--show', ...packages], { stdio: ['ignore', process.stderr, 'inherit'] });
}

/** dockerd wants its root to be a mount, and node_exporter an interface. */
function mountAll() {
  const mount = (...args) => execFileSync('mount', args, { stdio: quiet });
  mount('--bind', tree, tree);
  mount('-t', 'proc', 'proc', '/proc');
  mount('-t', 'proc', 'proc', join(tree, 'proc'));
  mount('--rbind', '/sys', join(tree, 'sys'));
  mount('--rbind', '/dev', join(tree, 'dev'));
  execFileSync('chroot', [tree, 'busybox', 'ip', 'link', 'set', 'lo', 'up'], { stdio: quiet });
}
