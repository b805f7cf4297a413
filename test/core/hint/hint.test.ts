import { expect, it } from 'vitest';
import { hintOn } from '../../../src/core/hint/hint.ts';
import type { Resolution } from '../../../src/model/resolution.ts';

const failing: Resolution = {
  name: 'my kata',
  client: 'docker',
  verdict: 'configured',
  permitted: true,
  available: false,
  cause: 'The cause',
  attempts: [],
  aliases: [],
  advice: [],
};
const more = "docker shimdex resolve 'my kata'";

it.each([
  [[], `More: ${more}`],
  [[{ text: 'Install it' }], `Install it (more: ${more})`],
  [
    [{ text: 'Reload dockerd', command: 'systemctl reload docker' }, { text: 'Or not' }],
    'Reload dockerd: systemctl reload docker',
  ],
  [
    [{ text: 'Merge this into "/x"', command: 'systemctl reload docker', file: '/x', snippet: '{}' }],
    `What to write into "/x": ${more}`,
  ],
])('hintOn() has the cause, and from the advice %j what to do', (advice, line) => {
  expect(hintOn({ ...failing, advice })).toEqual(['The cause', line]);
});

it('hintOn() does not repeat the cause in the advice', () => {
  const cause = 'containerd cannot execute it: it is not executable (mode 0644)';
  const text = '"/bin/a. b": it is not executable (mode 0644). Make it executable';

  expect(hintOn({ ...failing, cause, advice: [{ text, command: 'chmod 755 x' }] })).toEqual([
    cause,
    'Make it executable: chmod 755 x',
  ]);
});

it('hintOn() is silent about a runtime that starts, and about a runtime that may start', () => {
  expect(hintOn({ ...failing, available: true })).toBeUndefined();
  expect(hintOn({ ...failing, available: null })).toBeUndefined();
  expect(hintOn({ ...failing, permitted: null, available: null })).toBeUndefined();
});

it('hintOn() explains a name that Docker refuses', () => {
  expect(hintOn({ ...failing, permitted: false, verdict: 'refused' })?.[0]).toBe('The cause');
});
