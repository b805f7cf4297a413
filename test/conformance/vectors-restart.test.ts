import { describe, expect, it } from 'vitest';
import { forecastRestart } from '../../src/core/forecast/forecast.ts';
import { evidenceOfRelease } from '../../src/core/pairing/evidence.ts';
import { pair } from '../../src/core/pairing/pair.ts';
import {
  bundleOf,
  containerOf,
  containers,
  daemons,
  members,
  outcomeIn,
  podMember,
  podOutcome,
  pods,
  records,
  runsScript,
  shimFileOf,
  version,
} from './restart-records.ts';

const withShim = daemons.filter(({ shim, global }) => shim !== undefined && global !== 'runc-deleted');

describe('forecastRestart()', () => {
  it.each(containers.filter((record) => bundleOf(record).state === 'present'))(
    'findShim(): $before to $after, $global, $local',
    (record) => {
      const { found } = shimFileOf(record, bundleOf(record));

      expect(found).toBe(record.evidence.shim_resolves !== null || runsScript(record));
    },
  );

  it.each(containers)('$before to $after, $global, $local: $outcome', (record) => {
    const { outcome } = forecastRestart(containerOf(record), version(record.after));

    expect(outcome).toBe(outcomeIn(record));
  });
});

describe('a pod', () => {
  it.each(pods.flatMap((record) => members.map((member) => ({ ...record, member }))))(
    '$before to $after, $global, $case: $member',
    ({ member, ...record }) => {
      const { outcome } = forecastRestart(podMember(record, member), version(record.after));

      expect(outcome).toBe(podOutcome(record, member));
    },
  );
});

describe('a new container after the restart', () => {
  it.each(withShim)('$before to $after, $global', ({ after, shim = '', new_container_starts }) => {
    const evidence = { ...evidenceOfRelease(version(shim), 'runc-v2'), needsBootstrap: shim === 'main' };
    const question = { version: version(after), binary: 'containerd-shim-runc-v2', sendsOptions: true };

    const pairing = pair(evidence, question);

    if (new_container_starts === true) expect(pairing.verdict).toBe('ok');
    else
      expect(pairing).toMatchObject({
        verdict: 'refused',
        message: new_container_starts
          .replace(/^ctr: /, '')
          .replace('$HASH', 'HASH')
          .replace('$ID', 'ID'),
      });
  });
});

it('only these records are left out', () => {
  const leftOut = records.filter(({ local }) => local === '*sequence*').length;

  // Several steps with restarts in between: each restart is one of the cases above.
  expect(leftOut).toBe(11);
  // The lookup, the program itself or the OCI runtime decides whether a new container starts.
  expect(daemons.length - withShim.length).toBe(19);
  expect(containers.length + pods.length + daemons.length + leftOut).toBe(records.length);
});
