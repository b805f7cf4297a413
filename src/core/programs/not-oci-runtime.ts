import { shimPrefix } from '../../model/words.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { fileNameOf } from '../go/path.ts';

/** A program that does not understand what a shim asks of an OCI runtime. */
export interface NotOciRuntime {
  /** What it is, behind "it is". */
  readonly what: string;
  /** The `runtimeType` to configure instead. */
  readonly runtimeType?: string;
  /** The OCI runtime to configure instead. */
  readonly program?: string;
}

const kata: NotOciRuntime = {
  what: 'the management tool of Kata Containers, which answers \'Invalid command "create"\'',
  runtimeType: 'io.containerd.kata.v2',
};
const nvidia = (what: string): NotOciRuntime => ({ what, program: 'nvidia-container-runtime' });
const sysbox: NotOciRuntime = { what: 'a daemon of Sysbox', program: 'sysbox-runc' };
const client = (what: string): NotOciRuntime => ({ what: `${what}, which starts containers through an OCI runtime` });

/**
 * Programs of container engines that users configure as OCI runtimes by mistake. Source of Kata's commands: kata-containers
 * `src/runtime/cmd/kata-runtime/main.go`, `runtimeCommands`.
 */
const programs: ReadonlyMap<string, NotOciRuntime> = new Map([
  ['kata-runtime', kata],
  ['kata-ctl', { what: 'the management tool of Kata Containers', runtimeType: 'io.containerd.kata.v2' }],
  ['kata-monitor', { what: 'the monitor of Kata Containers', runtimeType: 'io.containerd.kata.v2' }],
  ['kata-agent', { what: 'the agent of Kata Containers', runtimeType: 'io.containerd.kata.v2' }],
  ['nvidia-ctk', nvidia('the configuration tool of the NVIDIA Container Toolkit')],
  ['nvidia-container-cli', nvidia('a tool of the NVIDIA Container Toolkit')],
  ['nvidia-container-toolkit', nvidia('a hook of the NVIDIA Container Toolkit')],
  ['nvidia-container-runtime-hook', nvidia('a hook of the NVIDIA Container Toolkit')],
  ['nvidia-cdi-hook', nvidia('a hook of the NVIDIA Container Toolkit')],
  ['nvidia-docker', nvidia('a client of Docker')],
  ['sysbox', sysbox],
  ['sysbox-mgr', sysbox],
  ['sysbox-fs', sysbox],
  ['ctr', client('a client of containerd')],
  ['nerdctl', client('a client of containerd')],
  ['crictl', client('a client of CRI')],
  ['docker', client('a client of Docker')],
  ['podman', client('an engine')],
  ['buildah', client('a build tool')],
  ['dockerd', client('an engine')],
  ['containerd', client('an engine')],
  ['crio', client('an engine')],
  ['conmon', client('a monitor')],
  ['containerd-shim', client('a shim')],
  ['firecracker', { what: 'a monitor of virtual machines', runtimeType: 'io.containerd.kata-fc.v2' }],
  ['cloud-hypervisor', { what: 'a monitor of virtual machines', runtimeType: 'io.containerd.kata-clh.v2' }],
  ['wasmtime', { what: 'an interpreter of WebAssembly', runtimeType: 'io.containerd.wasmtime.v1' }],
  ['wasmedge', { what: 'an interpreter of WebAssembly', runtimeType: 'io.containerd.wasmedge.v1' }],
  ['wasmer', { what: 'an interpreter of WebAssembly', runtimeType: 'io.containerd.wasmer.v1' }],
  ['spin', { what: 'the client of Spin', runtimeType: 'io.containerd.spin.v2' }],
]);

/** What a program is that cannot be an OCI runtime, by its file name; undefined for any other. */
export function findNotOciRuntime(path: string): NotOciRuntime | undefined {
  const name = fileNameOf(path);
  if (!name.startsWith(shimPrefix)) return programs.get(name);
  const runtimeType = canonicalName(name);
  const what = 'a shim of containerd, which starts an OCI runtime itself';
  return runtimeType === undefined ? { what } : { what, runtimeType };
}
