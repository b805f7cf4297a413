import { describe, expect, it } from 'vitest';
import { hasEnded, supportOf, supportTable } from '../../../src/core/forecast/support.ts';
import { supportedUpgrade } from '../../../src/core/forecast/upgrade-path.ts';

describe('supportedUpgrade()', () => {
  it.each([
    ['1.6.20', '1.7.24', true, 'containerd 1.7 follows 1.6'],
    ['1.7.24', '2.0.0', true, 'containerd 2.0 follows 1.7'],
    ['1.7.24~ds1', '2.3.4', true, 'containerd 2.3 is the next long-term release after 1.7'],
    ['2.3.1', '2.3.4', true, 'Both are containerd 2.3'],
    [
      '1.6.20',
      '2.3.4',
      false,
      'containerd supports an upgrade by one minor release, or to the next long-term release, not from 1.6 to 2.3',
    ],
    [
      '2.1.9',
      '2.3.4',
      false,
      'containerd supports an upgrade by one minor release, or to the next long-term release, not from 2.1 to 2.3',
    ],
    ['2.3.4', '2.2.7', false, 'containerd does not support a downgrade from 2.3 to 2.2'],
    [
      '2.1.9',
      '1.7.24',
      false,
      'containerd does not support a downgrade from 2.1 to 1.7: it kills every container that runs',
    ],
  ])('from %s to %s', (from, to, supported, message) => {
    expect(supportedUpgrade(from, to)).toEqual({ supported, message });
  });

  it.each([
    ['2.4.0', '3.0.0'],
    ['2.3.4', '2.6.0'],
    ['547da0d5', '2.3.4'],
  ])('does not know whether %s to %s is supported', (from, to) => {
    expect(supportedUpgrade(from, to)).toBeUndefined();
  });
});

describe('the table of support', () => {
  it('has every release once, in order', () => {
    const names = supportTable.map(({ release }) => release);

    expect([...new Set(names)].sort()).toEqual(names);
  });

  it('has the long-term releases', () => {
    expect(['1.7.24', '2.2.7', '2.3.4', '3.0.0'].map((version) => supportOf(version)?.isLts)).toEqual([
      true,
      false,
      true,
      undefined,
    ]);
  });

  it.each([
    ['1.7.24', '2026-09-30', false],
    ['1.7.24', '2026-10-01', true],
    ['2.2.7', '2026-11-06', false],
    ['2.2.7', '2026-11-07', true],
    ['2.3.4', '2026-11-28', undefined],
  ])('support of %s on %s', (version, day, ended) => {
    expect(hasEnded(version, day)).toBe(ended);
  });
});
