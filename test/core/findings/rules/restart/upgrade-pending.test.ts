import { expect, it } from 'vitest';
import type { InstalledContainerd } from '../../../../../src/model/host/containerd-facts.ts';
import { executable, observation } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const path = '/usr/sbin/containerd';

function messages(installed: Omit<InstalledContainerd, 'path'>, isThere = true): string[] {
  const seen = observation({ containerd: { version: '1.6.20', installed: { path, ...installed } } });
  const found = findingsOf(seen, {}, isThere ? { [path]: executable() } : {});
  return found.filter(({ code }) => code === 'upgrade-pending').map(({ message }) => message);
}

it('upgrade-pending reports that the file is another one than the program that runs', () => {
  expect(messages({ isRunning: false, version: '1.7.24' })).toEqual([
    'containerd 1.6.20 runs, and "/usr/sbin/containerd" is 1.7.24: the next restart starts the file',
  ]);
  expect(messages({ isRunning: false })).toEqual([
    'containerd 1.6.20 runs, and "/usr/sbin/containerd" is another file: the next restart starts the file',
  ]);
});

it('upgrade-pending is silent where the file is the program that runs, or is missing', () => {
  expect(messages({ isRunning: true, version: '1.6.20' })).toEqual([]);
  expect(messages({ isRunning: false }, false)).toEqual([]);
});
