import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastRestart } from '../../../src/core/forecast/forecast.ts';
import type { BundleFacts } from '../../../src/model/host/bundle.ts';
import type { RunningContainer, ShimOnDisk } from '../../../src/model/host/running-container.ts';
import type { PlanOutcome } from '../../../src/model/plan.ts';
import { address, bundle, runningContainer } from './running-container.ts';

const gone = { shimProcess: 'gone' } as const;

describe('forecastRestart()', () => {
  it.each<[string, string, Partial<RunningContainer>, string, string]>([
    ['2.3.4', 'a healthy container', {}, 'kept', 'containerd connects to its shim again'],
    [
      '1.7.24',
      'a container of 2.x',
      {},
      'killed',
      'Its bundle has no address of the shim in the form that containerd 1.7.24 reads, so containerd kills the container',
    ],
    [
      '2.3.4',
      'a container whose shim file was deleted',
      { shimFile: { found: false, why: 'file-missing' } },
      'unmanaged',
      'The file that started its shim is not there any more, so the container keeps running, but containerd loses track of it',
    ],
    [
      '2.3.4',
      'the same of a pod',
      { shimFile: { found: false, why: 'file-missing' }, ownedByCri: true },
      'unmanaged',
      'The file that started its shim is not there any more, so the container keeps running, but containerd loses track of it; Kubernetes treats it as dead and may start a second copy',
    ],
    [
      '2.3.4',
      'a container whose shim was killed',
      gone,
      'killed',
      'Its shim does not run any more, so containerd kills the container',
    ],
    [
      '2.3.3',
      'a container without an OCI runtime',
      { shimOciRuntime: false },
      'unmanaged',
      'The OCI runtime cannot list its processes, which containerd 2.3.3 takes for "no processes", so the container keeps running, but containerd loses track of it',
    ],
    [
      '2.3.4',
      'the same since 2.3.4',
      { shimOciRuntime: false },
      'kept',
      'containerd keeps it, but exec and kill fail until the OCI runtime answers',
    ],
    [
      '2.3',
      'the same where the patch is not known',
      { shimOciRuntime: false },
      'unknown',
      'It is kept or unmanaged, because the patch release of containerd is not known',
    ],
    [
      '2.3.4',
      'a container that the metadata does not have',
      { inMetadata: false },
      'kept',
      "containerd keeps it, but exec and kill fail because containerd's metadata does not have it",
    ],
    ['2.3.4', 'a container that has ended', { init: 'gone' }, 'removed', 'It has ended, and its exit status is lost'],
  ])('containerd %s, %s', (version, _, given, outcome, message) => {
    expect(forecastRestart(runningContainer(given), version)).toMatchObject({ outcome, message });
  });

  it('is unknown when a fact that decides is missing', () => {
    const { shimProcess: _, ...rest } = runningContainer();

    expect(forecastRestart(rest, '2.3.4')).toEqual({
      outcome: 'unknown',
      reason: 'not-known',
      message: 'It is kept or killed, because the state of its shim is not known',
    });
  });

  it('needs no fact that does not decide', () => {
    const missing: RunningContainer = {
      bundle: bundle({ state: 'missing' }),
      sockets: {},
      init: 'running',
      ownedByCri: false,
    };

    expect(forecastRestart(missing, '2.3.4')).toMatchObject({ outcome: 'unmanaged', reason: 'bundle-missing' });
  });

  it('is unknown for a shim that answers over gRPC', () => {
    const json = JSON.stringify({ version: 3, address: '/run/shim.sock', protocol: 'grpc' });

    expect(forecastRestart(runningContainer({ bundle: bundle({ bootstrap: json }) }), '2.3.4').outcome).toBe('unknown');
  });

  it('keeps what it said, or is unknown, when a fact is taken away', () => {
    fc.assert(
      fc.property(containers, versions, (container, version) => {
        // Twice, because a second gap may hide what the first one shows.
        const fewer = [container, ...withoutOneFact(container)];
        const turned = fewer.filter((each) => {
          const { outcome } = forecastRestart(each, version);
          return withoutOneFact(each).some((less) => !isWeaker(forecastRestart(less, version).outcome, outcome));
        });

        expect(turned).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

const versions = fc.constantFrom('1.6.20', '1.7.24', '2.0.5', '2.2.7', '2.3', '2.3.3', '2.3.4', '2.4.0-beta');

const grpc = '{"version":2,"address":"unix:///none","protocol":"grpc"}';

const bundles: fc.Arbitrary<Partial<BundleFacts>> = fc.oneof(
  fc.record({ state: fc.constantFrom('empty', 'missing') }),
  fc.record({ bootstrap: fc.constantFrom(null, 'garbage', grpc) }),
  fc.record({ bootstrap: fc.constant(null), address: fc.constantFrom(address, 'garbage') }),
  fc.record({ address: fc.constantFrom(address, 'garbage') }),
  fc.record({ runtime: fc.constantFrom(null, '/usr/bin/crun') }),
);

const shimFiles: fc.Arbitrary<ShimOnDisk> = fc.oneof(
  fc.record(
    { found: fc.constant(true as const), deletes: fc.boolean(), needsRuntimeFile: fc.boolean() },
    { requiredKeys: ['found'] },
  ),
  fc.constant({ found: false, why: 'file-missing' } as const),
);

/** One thing that is not as in a healthy container. */
const changes: fc.Arbitrary<Partial<RunningContainer>> = fc.oneof(
  fc.record({ bundle: bundles.map(bundle) }),
  fc.record({ shimFile: shimFiles }),
  fc.record({ sockets: fc.constantFrom<RunningContainer['sockets']>({ [address]: 'other' }, { [address]: 'nobody' }) }),
  fc.record({ shimProcess: fc.constantFrom('stopped', 'gone') }),
  fc.record({ taskApi: fc.constant(2) }),
  fc.record({ init: fc.constant('gone') }),
  fc.record({ inMetadata: fc.constant(false) }),
  fc.record({ ociRuntime: fc.constant(false) }),
  fc.record({ shimOciRuntime: fc.constant(false) }),
  fc.record({ runcState: fc.constant(false) }),
  fc.record({ sandboxRecord: fc.constant(true) }),
  fc.record({ ownedByCri: fc.constant(true) }),
);

const containers = fc
  .array(changes, { maxLength: 4 })
  .map((each) => runningContainer(Object.assign({}, ...each) as Partial<RunningContainer>));

const isWeaker = (less: PlanOutcome, full: PlanOutcome) => less === full || less === 'unknown';

/** The container without each of its facts in turn. */
function withoutOneFact(container: RunningContainer): readonly RunningContainer[] {
  const bundles = drop(container.bundle, ['namespace', 'id', 'state']).map((less) => ({ ...container, bundle: less }));
  return [...drop(container, ['bundle', 'sockets', 'ownedByCri']), ...bundles, { ...container, sockets: {} }];
}

function drop<T extends object>(from: T, kept: readonly string[]): readonly T[] {
  const names = Object.keys(from).filter((name) => !kept.includes(name));
  return names.map((dropped) => Object.fromEntries(Object.entries(from).filter(([name]) => name !== dropped)) as T);
}
