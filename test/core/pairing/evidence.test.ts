import { describe, expect, it } from 'vitest';
import type { ShimStringName } from '../../../src/core/containerd/shim-strings.ts';
import { evidenceFrom, evidenceOfRelease } from '../../../src/core/pairing/evidence.ts';

const runcPatterns: Readonly<Record<string, readonly ShimStringName[]>> = {
  '1.6.20': ['task-v2', 'runc-v2'],
  '1.7.24': ['task-v2', 'sandbox-v1', 'read-runtime-options', 'runc-v2'],
  '2.1.9': ['task-v3', 'read-runtime-options', 'runc-v2'],
  '2.3.4': ['task-v3', 'bootstrap-v1', 'read-runtime-options', 'runc-v2'],
};

describe('evidenceFrom()', () => {
  it('does not know the stdin of a shim that another project builds with a library of 1.6', () => {
    const evidence = evidenceFrom({ patterns: ['task-v2'], constant: '1.6.20' });

    expect(evidence).toEqual({ library: '1.6.20', taskApi: 2, answers: 'address', needsBootstrap: false });
  });

  it("trusts that a shim without containerd's library does not read options", () => {
    expect(evidenceFrom({ patterns: ['task-v2'] }).stdin).toBe('lenient');
  });

  it('knows nothing of a file without a task service', () => {
    expect(evidenceFrom({ patterns: ['sandbox-v1', 'another'] })).toEqual({});
  });
});

describe('evidenceOfRelease()', () => {
  it.each(Object.entries(runcPatterns))('%s has the evidence that its strings have', (library, patterns) => {
    expect(evidenceOfRelease(library, 'runc-v2')).toEqual(evidenceFrom({ patterns, constant: library }));
  });

  it('does not know whether a 2.4 shim accepts older releases', () => {
    expect(evidenceOfRelease('2.4.0-beta', 'runc-v2')).not.toHaveProperty('needsBootstrap');
  });

  it('does not know the stdin of a 1.6 shim of another project', () => {
    expect(evidenceOfRelease('1.6.20')).not.toHaveProperty('stdin');
  });

  it('knows only the program when the release cannot be read', () => {
    expect(evidenceOfRelease('unknown', 'runc-v2')).toEqual({ program: 'runc-v2' });
  });
});
