import { expect, it } from 'vitest';
import { docker, dockerRuntime, dockerRuntimes, observation } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const unnamed = (name: string) =>
  findingsOf(
    observation({
      docker: docker({
        runtimes: dockerRuntimes([
          dockerRuntime({ name, path: 'runc', definedIn: { file: '/etc/docker/daemon.json', line: 3 } }),
        ]),
      }),
    }),
  ).filter(({ code }) => code === 'runtime-unnamed');

it('runtimeUnnamed() finds a configured runtime that no client can ask for', () => {
  expect(brief(unnamed(''))).toEqual(['low runtime-unnamed /etc/docker/daemon.json:3']);
  expect(unnamed(' ')).toEqual([]);
});
