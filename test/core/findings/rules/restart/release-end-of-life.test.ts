import { expect, it } from 'vitest';
import type { ContainerdFacts } from '../../../../../src/model/host/containerd-facts.ts';
import { observation } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

function found(version: string, day: string, versionSource: ContainerdFacts['versionSource'] = 'read') {
  const findings = findingsOf(observation({ containerd: { version, versionSource }, day }));
  return findings.filter(({ code }) => code === 'release-end-of-life');
}

it('release-end-of-life reports the day, and the releases to go through', () => {
  expect(found('1.6.20', '2026-11-28')).toMatchObject([
    {
      severity: 'low',
      subject: 'containerd 1.6',
      message: 'The containerd project does not repair containerd 1.6 any more: its support ended 2025-08-23',
      advice: [
        { text: 'Upgrade to containerd 1.7, then to 2.3', command: 'shimdex plan upgrade --to 1.7' },
        { text: 'The package of a distribution may still be repaired: ask the distribution' },
      ],
    },
  ]);
});

it.each([
  ['1.7.24', '2026-09-30', 'read'],
  ['2.3.4', '2026-11-28', 'read'],
  ['9.9.9', '2026-11-28', 'read'],
  ['1.6.20', '2026-11-28', 'given'],
] as const)('release-end-of-life is silent about %s on %s, where the version is %s', (version, day, source) => {
  expect(found(version, day, source)).toEqual([]);
});
