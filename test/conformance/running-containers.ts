import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const program = '/bin/sleep';

/** Containers of a real containerd that run `sleep`, in a namespace of their own. */
export class RunningContainers {
  readonly namespace = `shimdex-${process.pid}`;
  readonly #address: string;
  readonly #rootfs: string;

  /** Makes a root directory for containers below `directory`. */
  constructor(address: string, directory: string) {
    this.#address = address;
    this.#rootfs = join(directory, 'sleep');
    const libraries = execFileSync('ldd', [program], { encoding: 'utf8' }).match(/\/\S+(?= \()/g) ?? [];
    for (const file of [program, ...libraries]) {
      const target = join(this.#rootfs, file);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(file, target);
    }
    for (const name of ['proc', 'sys', 'dev']) mkdirSync(join(this.#rootfs, name), { recursive: true });
  }

  /** Starts a container, and settles when it runs. */
  start(id: string): void {
    const run = ['run', '--detach', '--null-io', '--rootfs', this.#rootfs, id, program, '1000'];
    execFileSync('ctr', ['--address', this.#address, '--namespace', this.namespace, ...run], { timeout: 60_000 });
  }

  /** Removes what is left of a container, also where no containerd manages it. */
  end(id: string): void {
    const root = `/run/containerd/runc/${this.namespace}`;
    execFileSync('runc', ['--root', root, 'delete', '--force', id], { stdio: 'ignore' });
  }

  /** Whether a process is a shim of these containers: only such a process may be killed. */
  owns(pid: number): boolean {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(this.namespace);
    } catch {
      return false;
    }
  }
}
