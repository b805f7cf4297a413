import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidenceOfRelease } from '../../../src/core/pairing/evidence.ts';
import { type PairingQuestion, pair } from '../../../src/core/pairing/pair.ts';
import type { ShimEvidence } from '../../../src/model/host/shim-evidence.ts';

const runc: PairingQuestion = { version: '2.3.4', binary: 'containerd-shim-runc-v2', sendsOptions: true };

const evidence = fc.record<ShimEvidence>(
  {
    program: fc.constantFrom('runc-v1', 'runc-v2'),
    library: fc.constantFrom('1.6.20', '2.0.5', '3.1.0'),
    taskApi: fc.constantFrom(2, 3),
    answers: fc.constantFrom('address', 'json', 'protobuf'),
    stdin: fc.constantFrom('options', 'lenient'),
    needsBootstrap: fc.boolean(),
  },
  { requiredKeys: [] },
);

const versions = fc.constantFrom('1.5.2', '1.6.20', '1.7.24', '2.0.5', '2.2.7', '2.3.4', '2.4.0-beta');

describe('pair()', () => {
  it('is unknown for a file that shows nothing', () => {
    expect(pair({}, runc)).toEqual({ verdict: 'unknown' });
  });

  it('never turns a yes into a no when a fact is missing', () => {
    fc.assert(
      fc.property(evidence, versions, fc.nat(), (full, version, index) => {
        const names = Object.keys(full);
        const { [names[index % Math.max(names.length, 1)] as keyof ShimEvidence]: _, ...less } = full;
        const before = pair(full, { ...runc, version }).verdict;

        expect([before, 'unknown']).toContain(pair(less, { ...runc, version }).verdict);
      }),
    );
  });

  it('is likely, not proved, for a shim of another project', () => {
    const kata: ShimEvidence = {
      library: '1.7.24',
      taskApi: 2,
      answers: 'address',
      stdin: 'lenient',
      needsBootstrap: false,
    };

    expect(pair(kata, { ...runc, binary: 'containerd-shim-kata-v2' })).toEqual({ verdict: 'ok', certainty: 'likely' });
  });

  it('begins the error of a shim of another project with the name of its file', () => {
    const old: ShimEvidence = {
      library: '1.6.20',
      taskApi: 2,
      answers: 'address',
      stdin: 'options',
      needsBootstrap: false,
    };

    expect(pair(old, { ...runc, binary: 'containerd-shim-kata-qemu-v2' })).toEqual({
      verdict: 'refused',
      certainty: 'likely',
      message:
        'failed to start shim: start failed: io.containerd.kata-qemu.v2: type with url ID: not found: exit status 1',
    });
  });

  it('is likely for a release that was not measured', () => {
    expect(pair(evidenceOfRelease('2.3.4', 'runc-v2'), { ...runc, version: '3.0.0' })).toMatchObject({
      verdict: 'ok',
      certainty: 'likely',
    });
  });
});
