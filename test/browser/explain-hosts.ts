import { onTestFinished } from 'vitest';
import { elf } from '../cases/elf.ts';
import { ownInfo } from '../cases/engines.ts';
import { type CaseHost, newHost } from '../cases/host.ts';
import { HostTree } from '../cli/host-tree.ts';
import { program } from '../cli/run-shimdex.ts';
import { Service } from './service.ts';

const kata = '/usr/local/bin/containerd-shim-kata-v2';

/** Shims that are not configured, lost their x bit, or hide a good one, and a program that is missing. */
export function brokenHost(): CaseHost {
  return newHost()
    .running()
    .program(kata, '/usr/sbin/containerd-shim-spin-v2')
    .put('/containerd-shim-spin-v2', 'x', 0o644)
    .put('/usr/local/bin/containerd-shim-wasmtime-v1', elf(), 0o644)
    .daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });
}

const kataEntry = '    "kata": { "runtimeType": "io.containerd.kata.v2" }';

/** An Engine that was not reloaded since "kata" was written. */
export async function driftedHost(): Promise<CaseHost> {
  const host = newHost().running().program(kata).daemonJson(`{\n  "runtimes": {\n${kataEntry}\n  }\n}\n`);
  await host.engine(ownInfo);
  return host;
}

/** "kata" is in a file that dockerd refuses because of another entry. */
export async function refusedHost(): Promise<CaseHost> {
  const wrong = '    "gvisor": { "path": "/usr/bin/runsc", "runtimeType": "io.containerd.runsc.v1" }';
  const host = newHost().running().program(kata);
  host.daemonJson(`{\n  "runtimes": {\n${kataEntry},\n${wrong}\n  }\n}\n`);
  await host.engine(ownInfo);
  return host;
}

/** The real service on such a host. */
export async function serveCase(host: CaseHost): Promise<Service> {
  const engine = host.engines.length === 0 ? ['--docker-socket=none'] : [];
  const tree = new HostTree();
  onTestFinished(() => tree.remove());
  const service = new Service(tree, [program], [`--root=${host.root}`, ...engine]);
  onTestFinished(() => service.kill());
  await service.start();
  if (host.engines.length > 0) await service.knowsEngine();
  return service;
}
