import fc from 'fast-check';
import { expect, it } from 'vitest';
import { containerdRules } from '../../../src/core/containerd/release.ts';
import {
  aliases,
  canonicalName,
  listedAliases,
  toBinaryName,
  whyNoRuntime,
} from '../../../src/core/containerd/runtime-name.ts';
import { anyText } from '../../any-text.ts';

const newest = containerdRules('2.3.4');

it('toBinaryName() uses only the last two components', () => {
  expect(toBinaryName('IO.ANYTHING.runc.v2', newest)).toBe('containerd-shim-runc-v2');
  expect(toBinaryName('runc.v2', newest)).toBe('containerd-shim-runc-v2');
  expect(toBinaryName('a..', newest)).toBe('containerd-shim--');
  expect(toBinaryName('runc', newest)).toBeUndefined();
});

it('toBinaryName() accepts a leading dot until 1.6', () => {
  expect(toBinaryName('.foo.v1', containerdRules('1.6.20'))).toBe('containerd-shim-foo-v1');
  expect(toBinaryName('.foo.v1', containerdRules('1.7.0'))).toBeUndefined();
});

it.each([
  ['containerd-shim-runc-v2', 'io.containerd.runc.v2'],
  ['containerd-shim-runc-v2-rs', 'io.containerd.runc.v2-rs'],
  ['containerd-shim-kata-qemu-v2', 'io.containerd.kata-qemu.v2'],
  ['containerd-shim-slight-v1-2-3-v1', 'io.containerd.slight-v1-2-3.v1'],
  ['containerd-shim-my-shim', 'io.containerd.my.shim'],
  ['containerd-shim-aws-firecracker', 'aws.firecracker'],
  ['containerd-shim-runj-v1', 'wtf.sbk.runj.v1'],
  ['containerd-shim-sample-v2', 'com.example.sample.v2'],
  ['containerd-shim--v1', 'io.containerd..v1'],
])('canonicalName() lists %s as %s', (binary, name) => {
  expect(canonicalName(binary)).toBe(name);
});

it('aliases() are the other splits and the short names, sorted', () => {
  expect(aliases('containerd-shim-kata-v2')).toEqual(['kata.v2']);
  expect(aliases('containerd-shim-aws-firecracker')).toEqual(['io.containerd.aws.firecracker']);
  expect(aliases('containerd-shim-a-b-v2')).toEqual(['a-b.v2', 'a.b-v2', 'io.containerd.a.b-v2']);
});

it.each([
  ['containerd-shim', 'no-version-part'],
  ['containerd-shim-', 'no-version-part'],
  ['containerd-shim-foo', 'no-version-part'],
  ['containerd-shim-runc-v2.old', 'dot-in-name'],
  ['containerd-shim-runc.exe', 'dot-in-name'],
  ['containerd-shim-runhcs-v1.exe', 'dot-in-name'],
  ['containerd-shim-runc-v2', undefined],
])('whyNoRuntime() returns for %s: %s', (binary, reason) => {
  expect(whyNoRuntime(binary)).toBe(reason);
  expect(canonicalName(binary) === undefined).toBe(reason !== undefined);
});

it('listedAliases() are all aliases of a usual name, and eight at most of any other', () => {
  const dashes = `containerd-shim-${'-'.repeat(239)}`;

  expect(listedAliases('containerd-shim-a-b-v2')).toEqual(aliases('containerd-shim-a-b-v2'));
  expect(listedAliases('containerd-shim-a-b-c-d-e-v2')).toContain('a-b-c-d-e.v2');
  for (const binary of ['containerd-shim-a-b-c-d-e-v2', dashes]) {
    expect(listedAliases(binary).length).toBeLessThanOrEqual(8);
    expect(aliases(binary)).toEqual(expect.arrayContaining(listedAliases(binary)));
  }
});

it('canonicalName() and aliases() resolve to the binary in the newest release', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'v', '1', '-', 'é', ' ', '😀'), maxLength: 12 });
  fc.assert(
    fc.property(part, part, (name, version) => {
      const binary = `containerd-shim-${name}-${version}`;
      const names = [canonicalName(binary), ...aliases(binary)];

      for (const each of names) expect(toBinaryName(each ?? '', newest)).toBe(binary);
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});

it('toBinaryName() is undone by canonicalName() or aliases(), up to the prefix', () => {
  const component = anyText({ maxLength: 8 }).filter((text) => !/[./\0]/.test(text));
  fc.assert(
    fc.property(component, component, component, (prefix, name, version) => {
      const binary = toBinaryName(`p${prefix}.${name}.${version}`, newest) ?? '';
      const found = [canonicalName(binary), ...aliases(binary)];

      expect(found).toContain(`io.containerd.${name}.${version}`);
    }),
  );
});

it('functions of names accept any text, and a file without a name has a reason', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      for (const binary of [text, `containerd-shim-${text}`]) {
        aliases(binary);
        expect(canonicalName(binary) === undefined).toBe(whyNoRuntime(binary) !== undefined);
      }
      for (const version of ['1.2', '1.6', '2.3', text]) toBinaryName(text, containerdRules(version));
    }),
  );
});
