import { expect, it } from 'vitest';
import { loadCommand, reloadCommand } from '../../../src/core/advice/daemon-json.ts';

const ofSystem = { configFile: '/etc/docker/daemon.json' };
const ofUser = { configFile: '/home/u/.config/docker/daemon.json', pid: 40 };
const ofSnap = { configFile: '/var/snap/docker/7/config/daemon.json', pid: 41 };

it('restarts a Docker whose service cannot reload, where its containers may stop', () => {
  expect(loadCommand(ofSystem)).toBe('systemctl reload docker');
  expect(loadCommand(ofUser)).toBe('systemctl --user restart docker');
  expect(loadCommand(ofSnap)).toBe('snap restart docker');
});

it('lets such a Docker reload with a signal, where they must not', () => {
  expect(reloadCommand(ofSystem)).toBe('systemctl reload docker');
  expect(reloadCommand(ofUser)).toBe('kill -s HUP 40');
  expect(reloadCommand(ofSnap)).toBe('kill -s HUP 41');
  expect(reloadCommand({ configFile: ofSnap.configFile })).toBeUndefined();
});
