import { expect, it } from 'vitest';
import { evaluateDocker } from '../../../../../src/core/docker/start.ts';
import { dockerd } from '../../../../builders.ts';

const policy = 'could not get builder GC policy: ';
const start = `error initializing buildkit: error creating buildkit instance: ${policy}`;

function errorOf(gc: unknown, version: string) {
  const text = JSON.stringify({ builder: { gc } }, undefined, 1);
  // As they were built for Debian.
  const build = { units: version < '27' ? '0.4.0' : '0.5.0' };
  return evaluateDocker(dockerd({ text, version, build })).error;
}

/** What dockerd 20.10, 26.1 and 28.5 printed as they ended; undefined where they started. */
it.each<[object, string | undefined, string | undefined]>([
  [{ enabled: true, policy: [{ all: true }] }, `${policy}invalid size: ''`, undefined],
  [
    { enabled: true, defaultKeepStorage: '20 gigs' },
    `${policy}could not parse '20 gigs' as Builder.GC.DefaultKeepStorage config: invalid size: '20 gigs'`,
    `${start}failed to parse defaultRESERVEDSPACE: invalid suffix: 'gigs'`,
  ],
  [{ enabled: true, policy: [{ keepStorage: '1' }, { keepStorage: '' }] }, `${policy}invalid size: ''`, undefined],
  [{ enabled: true, policy: [] }, undefined, undefined],
  [{ policy: [{ keepStorage: 'x' }] }, undefined, `${start}failed to parse reservedSpace: invalid size: 'x'`],
  [{ enabled: false, policy: [{ keepStorage: 'x' }] }, undefined, undefined],
  [
    { enabled: true, defaultReservedSpace: 'x', policy: [{ reservedSpace: 'y' }] },
    `${policy}invalid size: ''`,
    `${start}failed to parse reservedSpace: invalid size: 'y'`,
  ],
  [
    { enabled: true, policy: [{ maxUsedSpace: 'y', minFreeSpace: 'z' }] },
    `${policy}invalid size: ''`,
    `${start}failed to parse maxUsedSpace: invalid size: 'y'`,
  ],
  [{ ENABLED: true, DefaultKeepStorage: '20GB', Policy: null }, undefined, undefined],
])('evaluateDocker() knows with which sizes of the builder %j dockerd starts', (gc, old, recent) => {
  expect(['20.10.24', '26.1.5', '28.5.2'].map((version) => errorOf(gc, version)?.message)).toEqual([old, old, recent]);
  expect(errorOf(gc, '27.5.1')).toBeUndefined();
});

it('evaluateDocker() gives the line of the size', () => {
  expect(errorOf({ enabled: true, policy: [{ keepStorage: 'x' }] }, '28.5.2')).toMatchObject({
    stage: 'setup',
    line: 7,
  });
});
