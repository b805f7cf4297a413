import { expect, it } from 'vitest';
import { dockerdArguments } from '../../../src/sources/docker/dockerd-program.ts';

it.each([
  [['/usr/bin/dockerd', '-H', 'fd://'], undefined, ['/usr/bin/dockerd', '-H', 'fd://']],
  [['docker', 'daemon', '--debug'], 'docker', ['docker', '--debug']],
  [['/lib/ld-musl-x86_64.so.1', '--preload', 'x.so', '/usr/bin/dockerd'], 'ld-musl-x86_64.so.1', ['/usr/bin/dockerd']],
  [['odd', '--debug'], 'dockerd', ['odd', '--debug']],
  [['docker', 'ps'], 'docker', undefined],
  [['dockerd', '--validate=true'], 'dockerd', undefined],
  [['dockerd', '--validate=false'], 'dockerd', ['dockerd', '--validate=false']],
  [[], undefined, undefined],
])('dockerdArguments() of %j with the executable %j is %j', (argv, executable, words) => {
  expect(dockerdArguments(argv, executable)).toEqual(words);
});
