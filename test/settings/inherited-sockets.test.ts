import { expect, it } from 'vitest';
import { inheritedSockets } from '../../src/settings/inherited-sockets.ts';

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
