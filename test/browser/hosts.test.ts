import { expect, it } from 'vitest';
import { newHost } from '../cases/host.ts';
import { hosts } from './hosts.ts';

it.each([
  ['healthy', 11, 11],
  ['broken', 6, 13],
  ['nothing', 0, 2],
  ['large', 492, 502],
  ['hostileNames', 9, 10],
  ['drift', 6, 6],
  ['refused', 4, 4],
  ['laptop', 6, 6],
] as const)('on the host "%s", %i of %i permitted runtimes start', async (kind, ready, all) => {
  const host = newHost();
  await hosts[kind](host);

  const { stdout } = await host.run(['list', '--json']);
  const { runtimes } = JSON.parse(stdout) as { runtimes: readonly { available: boolean | null }[] };

  expect([runtimes.filter(({ available }) => available === true).length, runtimes.length]).toEqual([ready, all]);
});
