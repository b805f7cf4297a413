import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bootMachine } from './dockerd/machine.ts';
import { debian13 } from './dockerd/recipes.ts';

it('stop() leaves nothing of a machine behind, whatever runs in it', { timeout: 240_000 }, async () => {
  const machine = await bootMachine(debian13);
  const daemon = machine.start(['/bin/sh', '-c', 'trap "" TERM HUP INT; echo runs; sleep 1000'], {});
  const ended = once(daemon, 'exit');
  const [said] = daemon.stdout === null ? [] : await once(daemon.stdout, 'data');
  const groups = ['memory', 'unified', '.']
    .map((hierarchy) => join('/sys/fs/cgroup', hierarchy, machine.cgroup))
    .filter((group) => existsSync(join(group, '..', 'cgroup.procs')));
  for (const group of groups) mkdirSync(join(group, 'container'), { recursive: true });

  await machine.stop();

  await ended;
  expect(`${said}`).toBe('runs\n');
  expect(groups.length).toBeGreaterThan(0);
  expect([machine.tree, join(machine.tree, '..'), ...groups].filter((path) => existsSync(path))).toEqual([]);
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(machine.tree);
});
