import { expect, it } from 'vitest';
import { findWrittenPathFault } from '../../../src/core/advice/written-path.ts';
import { missing, plainFile } from '../../builders.ts';

const inspect = (path: string) =>
  path === '/usr/local/bin/crun' || path === '/root/bin/crun' ? plainFile() : missing();

it.each([
  ['/usr/local/bin/crun ', { kind: 'blank', meant: '/usr/local/bin/crun' }],
  ['\t/usr/local/bin/crun', { kind: 'blank', meant: '/usr/local/bin/crun' }],
  ['/usr/local/bin/crun\n', { kind: 'line-break', meant: '/usr/local/bin/crun' }],
  ['"/usr/local/bin/crun"', { kind: 'quotes', meant: '/usr/local/bin/crun' }],
  [
    '/usr/local/bin/crun --debug --log x',
    { kind: 'arguments', meant: '/usr/local/bin/crun', rest: ['--debug', '--log', 'x'] },
  ],
  ['~/bin/crun', { kind: 'tilde', meant: '/root/bin/crun' }],
  ['~/other/crun', { kind: 'tilde' }],
  ['$HOME/bin/crun', { kind: 'variable', meant: '/root/bin/crun' }],
  [`$\{HOME}/bin/crun`, { kind: 'variable', meant: '/root/bin/crun' }],
  ['/opt/$NAME/crun', { kind: 'variable' }],
  ['/nowhere/crun', undefined],
  ['/nowhere/crun --debug', undefined],
])('findWrittenPathFault() explains %j', (written, expected) => {
  expect(findWrittenPathFault(written, inspect)).toEqual(expected);
});
