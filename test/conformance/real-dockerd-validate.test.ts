import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateDocker } from '../../src/core/docker/start.ts';
import { dockerd } from '../builders.ts';
import { seedsWith } from '../seeds.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { type RandomConfig, randomConfig } from './dockerd/random-config.ts';
import { debian13, debianSidWithDocker } from './dockerd/recipes.ts';
import { isMessage, startError } from './dockerd/start-error.ts';

const seeds = seedsWith(20_261_130);
const configsPerSeed = 100;
const file = '/etc/docker/daemon.json';

const releases = [
  { recipe: debian13, version: '26.1.5' },
  { recipe: debianSidWithDocker, version: '28.5.2' },
];

describe.each(releases)('dockerd $version', ({ recipe, version }) => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await bootMachine(recipe);
  }, 240_000);
  afterAll(() => machine?.stop());

  it.each(seeds)('accepts and refuses as predicted, with seed %i', { timeout: 300_000 }, async (seed) => {
    const configs = fc.sample(randomConfig(Number.parseInt(version, 10)), { seed, numRuns: configsPerSeed });
    const met = await validate(machine, configs);
    const differing = configs.flatMap((config, index) => {
      const foretold = evaluateDocker(dockerd({ ...config, flags: config.args, version, configFile: file })).error;
      // `--validate` does not set runtimes up.
      const message = foretold?.stage === 'setup' ? undefined : foretold?.message;
      const real = met[index];
      const isSame =
        message === undefined || real === undefined
          ? message === real
          : isMessage(message, real) || isBoth(message, real, otherJson);
      return isSame ? [] : [{ ...config, foretold: message, real }];
    });
    expect(differing).toEqual([]);
    expect(met.filter((message) => message !== undefined).length).toBeGreaterThan(configsPerSeed / 4);
  });
});

/** Debian builds it with a newer Go than Docker does, which has other words for errors in JSON. */
const otherJson = /: invalid JSON: /;

function isBoth(one: string, other: string, kind: RegExp): boolean {
  return kind.test(one) && kind.test(other);
}

/** What `dockerd --validate` says of each; undefined where it accepts the configuration. */
async function validate(machine: Machine, configs: readonly RandomConfig[]): Promise<readonly (string | undefined)[]> {
  const directory = join(machine.tree, 'configs');
  mkdirSync(directory, { recursive: true });
  const lines = configs.map(({ text, args }, index) => {
    writeFileSync(join(directory, `${index}.json`), text);
    const command = ['dockerd', '--validate', ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    return `cp ${index}.json ${file}; ${command} >${index}.out 2>&1; echo $? >${index}.status`;
  });
  writeFileSync(join(directory, 'run.sh'), ['cd /configs', 'mkdir -p /etc/docker', ...lines].join('\n'));
  const shell = machine.start(['/bin/sh', '/configs/run.sh'], { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' });
  await once(shell, 'exit');
  const read = (name: string) => readFileSync(join(directory, name), 'utf8').trim();
  return configs.map((_, index) => (read(`${index}.status`) === '0' ? undefined : complaintOf(read(`${index}.out`))));
}

/** Without the lines of the log, and warnings about flags. */
function complaintOf(printed: string): string {
  return startError(
    printed
      .split('\n')
      .filter((line) => !/^(?:time=|Flag --|Command ")/.test(line))
      .join('\n'),
  );
}
