import { describe, expect, it } from 'vitest';
import { type ShimStringName, shimStrings } from '../../../src/core/containerd/shim-strings.ts';
import { evidenceFrom } from '../../../src/core/pairing/evidence.ts';
import { mayBeRefused } from '../../../src/core/pairing/may-be-refused.ts';
import { pair } from '../../../src/core/pairing/pair.ts';

const versions = ['1.6.20', '1.7.24', '2.0.4', '2.0.11', '2.1.9', '2.2.1', '2.3.1', '2.4.0'];
const binaries = ['containerd-shim-runc-v1', 'containerd-shim-runc-v2', 'containerd-shim-kata-v2'];
const texts = selections(shimStrings.filter(({ isName }) => !isName));
const names = selections(shimStrings.filter(({ isName }) => isName));

describe('mayBeRefused()', () => {
  it.each(versions)('misses no refusal of containerd %s, whatever names a shim has', (version) => {
    const safe = texts.filter((patterns) => !mayBeRefused({ patterns }, [version]));
    const pairings = safe.flatMap((patterns) =>
      names.flatMap((more) =>
        binaries.flatMap((binary) =>
          [true, false].map((sendsOptions) =>
            pair(evidenceFrom({ patterns: [...patterns, ...more] }), { version, binary, sendsOptions }),
          ),
        ),
      ),
    );

    expect(pairings.filter(({ verdict }) => verdict === 'refused')).toEqual([]);
  });

  it('is false for the shim that comes with each containerd', () => {
    expect(mayBeRefused({ patterns: ['task-v2', 'runc-v1'] }, ['1.6.20'])).toBe(false);
    expect(mayBeRefused({ patterns: ['task-v2', 'sandbox-v1', 'runc-v2'] }, ['1.7.24'])).toBe(false);
    expect(mayBeRefused({ patterns: ['task-v3', 'sandbox-v1', 'runc-v2'] }, ['2.0.4'])).toBe(false);
    expect(mayBeRefused({ patterns: ['task-v3', 'bootstrap-v1', 'runc-v2'] }, ['2.3.1'])).toBe(false);
  });

  it('is true for a newer shim, and for a containerd that sends what an old shim stops at', () => {
    expect(mayBeRefused({ patterns: ['task-v3'] }, ['1.7.24'])).toBe(true);
    expect(mayBeRefused({ patterns: ['task-v3', 'bootstrap-v1'] }, ['2.2.1'])).toBe(true);
    expect(mayBeRefused({ patterns: ['task-v2', 'refuses-deprecated-start'] }, ['2.2.1'])).toBe(true);
    expect(mayBeRefused({ patterns: ['task-v2'] }, ['1.7.24', '2.3.0'])).toBe(true);
  });
});

/** Every selection of the strings. */
function selections(strings: typeof shimStrings): readonly ShimStringName[][] {
  return Array.from({ length: 2 ** strings.length }, (_, bits) =>
    strings.flatMap(({ name }, at) => ((bits >> at) & 1 ? [name] : [])),
  );
}
