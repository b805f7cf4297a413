import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateDocker } from '../../src/core/docker/start.ts';
import { defined } from '../../src/model/defined.ts';
import { HostFiles } from '../../src/sources/host-files.ts';
import { dockerd } from '../builders.ts';
import { seedsWith } from '../seeds.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { type RandomConfig, randomConfig } from './dockerd/random-config.ts';
import { debian12, debian13, debianSidWithDocker } from './dockerd/recipes.ts';
import { isMessage, startError } from './dockerd/start-error.ts';

const seeds = seedsWith(20_261_130);
const configsPerSeed = 100;
const file = '/etc/docker/daemon.json';

/** 20.10 cannot only validate: it ends after that, where it may not make a directory. */
const nowhere = '--exec-root=/proc/nowhere';
const releases = [
  { recipe: debian12, version: '20.10.24', last: nowhere },
  { recipe: debian13, version: '26.1.5', last: '--validate' },
  { recipe: debianSidWithDocker, version: '28.5.2', last: '--validate' },
];

describe.each(releases)('dockerd $version', ({ recipe, version, last }) => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await bootMachine(recipe);
  }, 240_000);
  afterAll(() => machine?.stop());

  it.each(seeds)('accepts and refuses as predicted, with seed %i', { timeout: 300_000 }, async (seed) => {
    const configs = fc.sample(randomConfig(Number.parseInt(version, 10)), { seed, numRuns: configsPerSeed });
    const program = { open: '/usr/sbin/dockerd', installedAs: '/usr/sbin/dockerd' };
    const { go = '', unitsLibrary } = new HostFiles(machine.tree).executables.read('dockerd', program);
    const met = await validate(machine, configs, last);
    const differing = configs.flatMap((config, index) => {
      const build = defined({ isStrict: true, go, units: unitsLibrary });
      const foretold = evaluateDocker(
        dockerd({ ...config, flags: config.args, version, build, configFile: file }),
      ).error;
      // Values of the last stage are not validated.
      const message = foretold?.stage === 'setup' ? undefined : foretold?.message;
      const real = met[index];
      const isSame = message === undefined || real === undefined ? message === real : isMessage(message, real);
      return isSame ? [] : [{ ...config, foretold: message, real }];
    });
    expect(differing).toEqual([]);
    expect(met.filter((message) => message !== undefined).length).toBeGreaterThan(configsPerSeed / 4);
  });
});

/** What `dockerd --validate` says of each; undefined where it accepts the configuration. */
async function validate(
  machine: Machine,
  configs: readonly RandomConfig[],
  last: string,
): Promise<readonly (string | undefined)[]> {
  const directory = join(machine.tree, 'configs');
  mkdirSync(directory, { recursive: true });
  const lines = configs.map(({ text, args }, index) => {
    writeFileSync(join(directory, `${index}.json`), text);
    // Behind a word that ends the flags, it would not be one.
    const command = ['dockerd', last, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    return `cp ${index}.json ${file}; ${command} >${index}.out 2>&1; echo $? >${index}.status`;
  });
  writeFileSync(join(directory, 'run.sh'), ['cd /configs', 'mkdir -p /etc/docker', ...lines].join('\n'));
  const shell = machine.start(['/bin/sh', '/configs/run.sh'], { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' });
  await once(shell, 'exit');
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  return configs.map((_, index) => {
    const complaint = read(`${index}.status`) === '0\n' ? undefined : complaintOf(read(`${index}.out`));
    return complaint?.includes('mkdir /proc/nowhere') ? undefined : complaint;
  });
}

/** Without the lines of the log, and warnings about flags. White space at the end may belong to a value. */
function complaintOf(printed: string): string {
  return startError(
    printed
      .split('\n')
      .filter((line) => !/^(?:time=|Flag --|Command ")/.test(line))
      .join('\n')
      .trimStart()
      .replace(/\n$/, ''),
  );
}
