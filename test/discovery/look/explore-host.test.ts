import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lookElsewhere } from '../../../src/discovery/look/explore-host.ts';
import { observeOnce } from '../../../src/discovery/observe-once.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';

function hostWith(runtimes: number): string {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-many-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'etc/docker'), { recursive: true });
  const names = Array.from({ length: runtimes }, (_, index) => [`r${index}`, { path: '/usr/bin/crun' }]);
  writeFileSync(join(root, 'etc/docker/daemon.json'), JSON.stringify({ runtimes: Object.fromEntries(names) }));
  return root;
}

/** Processor time in milliseconds of the faster of two first looks at a host with so many configured runtimes. */
async function costOf(runtimes: number): Promise<number> {
  const root = hostWith(runtimes);
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const before = process.cpuUsage();
    const { inventory } = await observeOnce(new HostFiles(root), {
      root,
      searchPath: '/usr/bin',
      containerd: 'none',
      containerdConfig: '/etc/containerd/config.toml',
      dockerSocket: 'none',
      containerdSocket: 'none',
      target: 'many',
      policy: { allow: [], deny: [] },
    });
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
    expect(inventory.runtimes.length).toBeGreaterThan(runtimes);
  }
  return least;
}

it('thousands of configured runtimes take time in proportion to their number', async () => {
  await costOf(100);

  const [some, many] = [await costOf(500), await costOf(2500)];

  expect(many).toBeLessThan(15 * some);
}, 60_000);

it('lookElsewhere() looks for 500 names, and for each of them once', () => {
  const root = hostWith(1);
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  writeFileSync(join(root, 'usr/local/bin/crun'), '', { mode: 0o755 });
  const user = { uid: 0, gid: 0, groups: [] };
  const { elsewhere } = lookElsewhere(new HostFiles(root), { user, path: '/usr/bin' });

  for (let name = 0; name < 499; name += 1) elsewhere(`missing${name}`);
  const found = elsewhere('crun');
  for (let name = 499; name < 600; name += 1) elsewhere(`missing${name}`);

  expect(found).toEqual(['/usr/local/bin/crun']);
  expect(elsewhere('crun')).toBe(found);
  expect(elsewhere('runc')).toEqual([]);
});
