import { expect, it } from 'vitest';
import { readDockerWords } from '../../../src/cli/plugin/docker-words.ts';

it.each([
  ['shimdex list --json', {}, 'shimdex list --json'],
  ['--context far shimdex list', { context: 'far' }, 'shimdex list'],
  ['--context=far -l debug shimdex -c x', { context: 'far', 'log-level': 'debug' }, 'shimdex -c x'],
  ['-c far run alpine', { context: 'far' }, 'run alpine'],
  ['-cfar run', { context: 'far' }, 'run'],
  ['-Dc far run', { context: 'far' }, 'run'],
  ['-H=tcp://a run', { host: 'tcp://a' }, 'run'],
  ['-DHtcp://a run', { host: 'tcp://a' }, 'run'],
  ['--host tcp://a --host tcp://b run', { host: 'tcp://a' }, 'run'],
  ['-D --tls --tlscacert /ca --tlsverify --config /home run', { config: '/home', tlscacert: '/ca' }, 'run'],
  ['--host=tcp://a=b run', { host: 'tcp://a=b' }, 'run'],
  ['--help shimdex', { isHelp: true }, 'shimdex'],
  ['-H', { host: '' }, ''],
  ['', {}, ''],
])('readDockerWords() splits "docker %s" as docker does', (line, globals, words) => {
  const read = readDockerWords(line.split(' ').filter((word) => word !== ''));

  expect(read.globals).toEqual({ isHelp: false, ...globals });
  expect(read.words.join(' ')).toBe(words);
});
