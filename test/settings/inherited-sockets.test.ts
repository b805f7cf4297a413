import { expect, it } from 'vitest';
import { inheritedSockets, inheritedWatchdog } from '../../src/settings/inherited-sockets.ts';

it('inheritedSockets() returns the descriptors that systemd passes to this process', () => {
  const environment = { LISTEN_PID: '42', LISTEN_FDS: '2', LISTEN_FDNAMES: 'web:docker' };

  expect(inheritedSockets(environment, 42)).toEqual([
    { kind: 'fd', fd: 3, api: 'all' },
    { kind: 'fd', fd: 4, api: 'docker' },
  ]);
});

it('inheritedSockets() works without names', () => {
  expect(inheritedSockets({ LISTEN_PID: '42', LISTEN_FDS: '1' }, 42)).toEqual([{ kind: 'fd', fd: 3, api: 'all' }]);
});

it.each([
  {},
  { LISTEN_PID: '41', LISTEN_FDS: '1' },
  { LISTEN_PID: '42' },
  { LISTEN_PID: '42', LISTEN_FDS: '0' },
  { LISTEN_PID: '42', LISTEN_FDS: '-1' },
  { LISTEN_PID: '42', LISTEN_FDS: '1e9' },
  { LISTEN_PID: '42', LISTEN_FDS: 'one' },
])('inheritedSockets() returns none for %j', (environment) => {
  expect(inheritedSockets(environment, 42)).toEqual([]);
});

const watched = { LISTEN_PID: '42', LISTEN_FDS: '2', LISTEN_FDNAMES: 'web:watchdog', WATCHDOG_USEC: '30000000' };

it('inheritedWatchdog() is the descriptor of that name, which is not listened on', () => {
  expect(inheritedWatchdog(watched, 42)).toEqual({ fd: 4, timeoutMs: 30_000 });
  expect(inheritedWatchdog({ ...watched, WATCHDOG_PID: '42' }, 42)).toEqual({ fd: 4, timeoutMs: 30_000 });
  expect(inheritedSockets(watched, 42)).toEqual([{ kind: 'fd', fd: 3, api: 'all' }]);
});

it.each([
  { ...watched, WATCHDOG_PID: '41' },
  { ...watched, WATCHDOG_USEC: 'often' },
  { ...watched, WATCHDOG_USEC: undefined },
  { ...watched, LISTEN_FDNAMES: 'web:docker' },
  { ...watched, LISTEN_PID: '41' },
])('inheritedWatchdog() is none for %j', (environment) => {
  expect(inheritedWatchdog(environment, 42)).toBeUndefined();
});
