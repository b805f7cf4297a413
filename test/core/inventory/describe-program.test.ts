import { expect, it } from 'vitest';
import { describeProgram, describeShimFile } from '../../../src/core/inventory/describe-program.ts';
import type { BuildFacts, PackageFacts, ProgramFacts } from '../../../src/model/host/program.ts';
import { program } from '../../builders.ts';

const path = '/usr/bin/containerd-shim-runc-v2';
const debian: BuildFacts = {
  language: 'go',
  module: 'github.com/containerd/containerd/cmd/containerd-shim-runc-v2',
  goVersion: '1.19.8',
};
const owner: PackageFacts = {
  manager: 'dpkg',
  name: 'containerd',
  version: '1.6.20~ds1-1+deb12u3',
  recorded: { algorithm: 'md5', digest: 'ce24' },
};

it('describeProgram() describes a packaged shim of Debian', () => {
  expect(describeProgram(path, program({ build: debian, package: owner, constant: '1.6.20' }))).toEqual({
    size: 11_615_216,
    mode: '0755',
    uid: 0,
    gid: 0,
    sha256: 'f5cd',
    format: { kind: 'elf', machine: 'x86-64' },
    build: debian,
    version: '1.6.20',
    versionSource: 'package',
    package: { manager: 'dpkg', name: 'containerd', version: '1.6.20~ds1-1+deb12u3', verified: true },
  });
});

it('describeShimFile() adds what the strings show about the containerd that can start the shim', () => {
  const patterns = ['task-v2', 'runc-v2'];

  expect(describeShimFile(path, program({ build: debian, patterns, constant: '1.6.20' })).pairing).toEqual({
    program: 'runc-v2',
    library: '1.6.20',
    taskApi: 2,
    answers: 'address',
    stdin: 'options',
    needsBootstrap: false,
  });
  expect(describeShimFile(path, program())).not.toHaveProperty('pairing');
  const fault = { kind: 'changing', what: 'changes while it is read' } as const;
  expect(describeShimFile(path, program({ patterns, fault }))).not.toHaveProperty('pairing');
});

it.each<[string, Partial<ProgramFacts>, string | undefined, string | undefined]>([
  ['linker flags first', { build: { ...debian, linked: 'v1.7.27' }, package: owner }, '1.7.27', 'linker'],
  [
    'the module',
    { build: { language: 'go', module: 'example.com/shim', version: 'v0.4.1' }, constant: '2.1.0' },
    '0.4.1',
    'build',
  ],
  [
    'no version made from a commit',
    { build: { language: 'go', version: 'v0.0.0-20260708042240-2bd066d87f5b' } },
    undefined,
    undefined,
  ],
  ['the symbol', { symbol: 'v2.2.0-rc.1' }, '2.2.0-rc.1', 'symbol'],
  ['the constant of containerd', { build: debian, constant: '2.4.0-beta' }, '2.4.0-beta', 'constant'],
  [
    'not the constant in another project',
    { build: { language: 'go', module: 'example.com/shim' }, constant: '2.1.0' },
    undefined,
    undefined,
  ],
  [
    'not the package of a replaced file',
    { build: debian, package: owner, digests: { md5: 'ffff' }, constant: '1.7.24' },
    '1.7.24',
    'constant',
  ],
])('describeProgram() takes as version %s', (_, given, version, versionSource) => {
  const described = describeProgram(path, program(given));

  expect([described.version, described.versionSource]).toEqual([version, versionSource]);
});

it('describeProgram() does not give runc the version of the package containerd.io', () => {
  const packaged = { package: { ...owner, name: 'containerd.io' } };

  expect(describeProgram('/usr/bin/runc', program(packaged))).not.toHaveProperty('version');
  expect(describeProgram('/usr/bin/containerd', program(packaged))).toHaveProperty('version', '1.6.20');
});

it.each<[string, Partial<ProgramFacts>, boolean | null]>([
  ['the recorded digest', {}, true],
  ['another digest', { digests: { sha256: 'f5cd', md5: '0000' } }, false],
  ['no recorded digest', { package: { manager: 'nix', name: 'containerd', version: '2.0' } }, null],
  ['a content that was not read', { digests: {} }, null],
])('describeProgram() verifies a file with %s', (_, given, verified) => {
  expect(describeProgram(path, program({ package: owner, ...given })).package?.verified).toBe(verified);
});
