import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished, vi } from 'vitest';
import { HostTree } from '../cli/host-tree.ts';
import { program } from '../cli/run-shimdex.ts';

/** The built service on a host tree that has one runtime of a telling name; both go with the test. */
export interface Service {
  readonly host: HostTree;
  /** Port of its first TCP listener. */
  readonly port: number;
  /** Where it listens, as its log says. */
  readonly addresses: readonly string[];
  logged(): readonly Readonly<Record<string, unknown>>[];
}

/** What is in every answer that gives something away. */
export const secret = 'hush';

/** Starts the service; `options` may speak of files in its host tree. */
export async function startService(options: (host: HostTree) => readonly string[]): Promise<Service> {
  const host = new HostTree();
  host.shim(`one/containerd-shim-${secret}-v2`);
  const child = spawn(program, ['serve', ...options(host), ...host.options], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  onTestFinished(async () => {
    await end(child);
    host.remove();
  });
  const logged = () => log.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const addresses = () => logged().flatMap(({ msg, address }) => (msg === 'listening' ? [String(address)] : []));
  await vi.waitFor(
    () => {
      if (addresses().length === 0) throw new Error(`The service does not listen: ${log}`);
    },
    { timeout: 10_000, interval: 20 },
  );
  const port = addresses().flatMap((address) => /^https?:.*:(\d+)$/.exec(address)?.[1] ?? [])[0];
  return { host, port: Number(port), addresses: addresses(), logged };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}
