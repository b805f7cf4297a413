import { expect, it } from 'vitest';
import { concernedBy, type HintFacts } from '../../../src/core/hint/concerned.ts';
import type { Unavailable } from '../../../src/model/inventory/unavailable.ts';
import { runtime } from '../../builders.ts';

const broken = (reason: Unavailable['reason']) => ({ available: false, unavailable: { reason, message: 'x' } });
const program = (path: string) => ({ ociRuntime: { path, args: [] } });

const facts: HintFacts = {
  runtimes: [
    runtime({ name: 'runc', available: true, ...program('runc') }),
    runtime({ name: 'youki', ...broken('oci-runtime-missing'), ...program('/usr/bin/youki') }),
    runtime({ name: 'second', ...broken('oci-runtime-missing'), ...program('/usr/bin/youki') }),
    runtime({ name: 'crun', ...broken('oci-runtime-missing'), ...program('crun') }),
    runtime({ name: 'newer', ...broken('shim-unsupported'), path: '/srv/shim' }),
  ],
  defaultRuntime: 'runc',
  containers: [
    { id: 'abcdef', name: 'c1', runtime: 'youki', restartPolicy: 'no' },
    { id: 'fedcba', name: 'abc', runtime: '', restartPolicy: 'no' },
  ],
};

it('concernedBy() takes the runtime that the error names, whatever else is known', () => {
  const failure = { kind: 'runtime', name: 'kata' } as const;

  expect(concernedBy(failure, true, facts)).toEqual({ names: ['kata'], isByFlag: false });
});

it.each([
  ['crun', false, { names: ['crun'], isByFlag: false }],
  ['/usr/bin/youki', false, { names: ['youki', 'second'], isByFlag: false }],
  ['/usr/bin/youki', true, { names: ['youki', 'second'], isByFlag: true }],
  ['/srv/shim', true, { names: ['newer'], isByFlag: false }],
  ['runc', true, { names: [], isByFlag: false }],
  ['/bin/other', true, { names: [], isByFlag: false }],
])('concernedBy() finds the runtimes that fail with the file %s (--runtime: %s)', (path, hasFlag, concerned) => {
  expect(concernedBy({ kind: 'file', path }, hasFlag, facts)).toEqual(concerned);
});

it('concernedBy() finds the shims that containerd does not understand', () => {
  expect(concernedBy({ kind: 'pairing' }, true, facts)).toEqual({ names: ['newer'], isByFlag: true });
  expect(concernedBy({ kind: 'pairing' }, false, facts).names).toEqual([]);
  expect(concernedBy({ kind: 'pairing' }, false, { ...facts, defaultRuntime: 'newer' }).names).toEqual(['newer']);
});

it('concernedBy() takes every runtime that fails when only the exit status is known', () => {
  const failing = ['youki', 'second', 'crun', 'newer'];

  expect(concernedBy({ kind: 'status', status: 125 }, true, facts)).toEqual({ names: failing, isByFlag: true });
  expect(concernedBy({ kind: 'status', status: 125 }, false, facts).names).toEqual([]);
});

it.each([
  [['c1'], ['youki']],
  [['abc'], ['runc']],
  [['abcd'], ['youki']],
  [['unknown', 'c1', 'abcdef'], ['youki']],
])('concernedBy() finds the runtimes of the containers %j', (names, runtimes) => {
  expect(concernedBy({ kind: 'containers', names }, false, facts)).toEqual({ names: runtimes, isByFlag: false });
});
