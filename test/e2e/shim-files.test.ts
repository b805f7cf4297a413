import { closeSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Shim } from '../../src/model/inventory/shim.ts';
import { HostTree } from '../cli/host-tree.ts';
import { startService } from './service.ts';

const shims = 30;
const shimBytes = 40 * 1024 * 1024;

let host: HostTree;
beforeEach(() => {
  host = new HostTree();
});
afterEach(() => host.remove());

/** A large shim that takes no room on the disk. */
function largeShim(path: string): void {
  host.shim(path);
  truncateSync(host.at(path), shimBytes);
  const fd = openSync(host.at(path), 'r+');
  writeSync(fd, path, shimBytes - 100);
  closeSync(fd);
}

/** Bytes that the process has read, of files and everything else. */
function bytesRead(pid: number): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

it('serve shows the permitted set before the digests of 30 large shims, and reads none of them twice', async () => {
  for (let index = 0; index < shims; index += 1) largeShim(`one/containerd-shim-a${index}-v1`);
  const service = await startService(...host.options);
  const shown = async () => (JSON.parse(await service.get('/v1/shims')) as { shims: Shim[] }).shims;

  const runtimes = JSON.parse(await service.get('/v1/runtimes?available=true&origin=implicit')).runtimes;
  expect(runtimes).toHaveLength(shims);
  expect((await shown()).filter(({ file }) => file?.sha256 !== undefined).length).toBeLessThan(shims);

  await vi.waitFor(async () => expect((await shown()).every(({ file }) => file?.sha256 !== undefined)).toBe(true), {
    timeout: 120_000,
    interval: 200,
  });
  expect(new Set((await shown()).map(({ file }) => file?.sha256)).size).toBe(shims);

  // The daemons and OCI runtimes of the host are read too.
  await vi.waitFor(
    async () => {
      const { programs } = JSON.parse(await service.get('/v1/programs')) as { programs: { file?: object }[] };
      expect(programs.filter(({ file }) => file === undefined)).toEqual([]);
    },
    { timeout: 30_000, interval: 50 },
  );
  const before = bytesRead(service.pid);
  host.shim('two/containerd-shim-b-v1');
  await vi.waitFor(
    async () => expect((await shown()).find(({ binary }) => binary === 'containerd-shim-b-v1')?.file).toBeDefined(),
    { timeout: 30_000, interval: 50 },
  );
  expect(bytesRead(service.pid) - before).toBeLessThan(shimBytes);
}, 180_000);
