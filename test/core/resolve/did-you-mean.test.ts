import fc from 'fast-check';
import { expect, it } from 'vitest';
import { didYouMean } from '../../../src/core/resolve/did-you-mean.ts';
import { anyText } from '../../any-text.ts';

const known = [
  'io.containerd.kata.v2',
  'kata.v2',
  'io.containerd.runc.v2',
  'runc',
  'io.containerd.wasmtime.v1',
  'crun',
];

it.each([
  ['containerd-shim-kata-v2', ['io.containerd.kata.v2']],
  ['/opt/kata/bin/containerd-shim-kata-v2', ['io.containerd.kata.v2']],
  ['kata', ['io.containerd.kata.v2']],
  ['Kata', ['io.containerd.kata.v2']],
  ['kata-v2', ['io.containerd.kata.v2']],
  ['IO.Containerd.Kata.V2', ['io.containerd.kata.v2']],
  ['io.containerd.kata', ['io.containerd.kata.v2']],
  ['io.containerd.wasmtme.v1', ['io.containerd.wasmtime.v1']],
  ['RunC', ['runc', 'io.containerd.runc.v2']],
  ['io.containerd.nothing-alike.v9', []],
  ['', []],
])('didYouMean() suggests for %j', (name, suggestions) => {
  expect(didYouMean(name, known)).toEqual(suggestions);
});

it('didYouMean() names a shim that is not installed when its file name is typed', () => {
  expect(didYouMean('containerd-shim-urunc-v2', [])).toEqual(['io.containerd.urunc.v2']);
});

it('didYouMean() never suggests the name itself, nor more than three', () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.', '-'), maxLength: 6 }));
  fc.assert(
    fc.property(anyText(), names, (name, others) => {
      const suggestions = didYouMean(name, [name, ...others]);

      expect(suggestions).not.toContain(name);
      expect(suggestions.length).toBeLessThanOrEqual(3);
    }),
  );
});

it('didYouMean() compares a very long name by equality only', () => {
  const long = `io.containerd.${'kata'.repeat(1000)}.v2`;

  expect(didYouMean(`${long}x`, [long])).toEqual([]);
  expect(didYouMean(long.toUpperCase(), [long])).toEqual([long]);
});

it('didYouMean() suggests another version of the same name, and nothing else', () => {
  expect(didYouMean('io.containerd.runsc.v2', ['io.containerd.runsc.v1', 'io.containerd.runc.v2'])).toEqual([
    'io.containerd.runsc.v1',
  ]);
});

it('didYouMean() does not suggest a stock runc for a misspelt sandbox', () => {
  expect(didYouMean('io.containerd.runscc.v1', known)).toEqual([]);
  expect(didYouMean('io.containerd.runcc.v2', known)[0]).toBe('io.containerd.runc.v2');
});

it('didYouMean() compares how runtimes of the host isolate, not their names', () => {
  expect(didYouMean('io.containerd.kata.v3', ['kata'], { isolationOf: () => 'namespaces' })).toEqual([]);
  expect(didYouMean('io.containerd.kata.v3', ['kata'])).toEqual(['kata']);
});
