import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { rules } from '../../../src/core/findings/findings.ts';
import { mergeInventory } from '../../../src/core/inventory/merge.ts';
import type { Policy } from '../../../src/core/policy.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { FileFact, HostFacts } from '../../../src/model/observation.ts';
import {
  directory,
  dockerRuntime,
  dockerRuntimes,
  entry,
  executable,
  inspectOf,
  missing,
  observation,
  observedPlace,
  plainFile,
} from '../../builders.ts';

const runc = 'containerd-shim-runc-v2';
const shimName = 'containerd-shim-a-v1';
const usrBin = observedPlace('/usr/bin', [runc]);

function findingsOf(seen: HostFacts, policy?: Partial<Policy>, more: Record<string, FileFact> = {}): Finding[] {
  return [...mergeInventory(seen, { allow: [], deny: [], ...policy }, inspectOf(seen, more)).findings];
}

function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
}

it('rules has every file of its folder, under the name of the file', () => {
  const folder = new URL('../../../src/core/findings/rules/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

  expect(Object.keys(rules).map((code) => `${code}.ts`)).toEqual(files.map((path) => basename(path)).sort());
});

it('docs/findings.md has a section for every rule, and for nothing else', () => {
  const page = readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8');
  const sections = Array.from(page.matchAll(/^## (.+)$/gm), ([, title]) => title);

  expect(sections).toEqual(Object.keys(rules));
});

it('collectFindings() finds nothing on a sound host', () => {
  const seen = observation({ places: [usrBin, observedPlace('/usr/sbin', [], { state: 'missing' })] });

  expect(findingsOf(seen)).toEqual([]);
});

it('collectFindings() puts the worst first', () => {
  const seen = observation({
    places: [observedPlace('/b', ['containerd-shim-foo', entry(shimName, plainFile())])],
  });

  expect(brief(findingsOf(seen))).toEqual([
    'high default-runtime-unavailable runc',
    `medium shim-unusable /b/${shimName}`,
    'low shim-unreachable /b/containerd-shim-foo',
  ]);
});

it('findings are worded as the house words messages', () => {
  const seen = observation({
    places: [
      observedPlace('/', [entry(shimName, plainFile()), runc], { kind: 'cwd' }),
      observedPlace('/a', [entry(shimName), 'containerd-shim-x-v1.bak', entry('containerd-shim-d-v1', directory())]),
      observedPlace('/b', [], { state: 'unreadable', message: 'Permission denied' }),
      observedPlace('/c', [], { state: 'loop' }),
    ],
    containerd: { path: '/a:/b:/c:.' },
    sources: [
      { source: 'search-path', state: 'stale', message: 'EIO' },
      { source: 'containerd-process', state: 'unreadable' },
    ],
  });

  const findings = findingsOf(seen);

  expect(findings.length).toBeGreaterThan(8);
  for (const { message, advice } of findings) {
    expect(message).not.toMatch(/\.$|\n|undefined/);
    expect(advice).toMatch(/^[A-Z].*[^.]$/);
  }
});

it('configuredRuntimeUnavailable() names the line that defines it', () => {
  const kata = dockerRuntime({
    name: 'kata',
    runtimeType: 'io.containerd.kata.v2',
    definedIn: { file: '/etc/docker/daemon.json', line: 7 },
  });
  const [found] = findingsOf(observation({ places: [usrBin], docker: { runtimes: dockerRuntimes([kata]) } }));

  expect(found).toMatchObject({ code: 'configured-runtime-unavailable', severity: 'medium', subject: 'kata' });
  expect(found?.message).toContain('binary not installed "containerd-shim-kata-v2": file does not exist');
  expect(found?.advice).toBe('Install what it needs, or remove it from "/etc/docker/daemon.json" line 7');
});

it('configuredRuntimeUnavailable() leaves the default to its own rule', () => {
  const kata = dockerRuntime({ name: 'kata', path: '/opt/kata' });
  const runtimes = dockerRuntimes([kata], { defaultRuntime: 'kata' });

  expect(brief(findingsOf(observation({ places: [usrBin], docker: { runtimes } })))).toEqual([
    'high default-runtime-unavailable kata',
  ]);
});

it('defaultRuntimeUnavailable() finds a default that is a name only on disk, and is not there', () => {
  const runtimes = dockerRuntimes([], { defaultRuntime: 'io.containerd.kata.v2' });

  expect(brief(findingsOf(observation({ places: [usrBin], docker: { runtimes } })))).toEqual([
    'high default-runtime-unavailable io.containerd.kata.v2',
  ]);
});

it('defaultRuntimeUnavailable() reports nothing without Docker', () => {
  expect(findingsOf(observation({ docker: { present: false } }))).toEqual([]);
});

it('defaultRuntimeDenied() finds a default that the site denies', () => {
  expect(brief(findingsOf(observation({ places: [usrBin] }), { deny: ['*-runc-*'] }))).toEqual([
    'medium default-runtime-denied runc',
  ]);
});

it('dockerConfigRefused() says what dockerd says, and where', () => {
  const error = { stage: 'setup', message: "runtime name 'runc' is reserved", line: 3 } as const;
  const [found] = findingsOf(observation({ places: [usrBin], docker: { configError: error } }));

  expect(found).toMatchObject({
    code: 'docker-config-refused',
    severity: 'high',
    subject: '/etc/docker/daemon.json:3',
    message: "runtime name 'runc' is reserved",
  });
});

it('dockerConfigRefused() lists what else dockerd may say', () => {
  const runtimes = dockerRuntimes([], { error: { stage: 'flag', message: 'a', anyOf: ['a', 'b'] } });
  const [found] = findingsOf(observation({ places: [usrBin], docker: { runtimes } }));

  expect(found?.subject).toBe('dockerd command line');
  expect(found?.advice).toContain('"a", "b"');
});

it('dockerConfigRefused() knows that dockerd looks for the program of its default itself', () => {
  const a = dockerRuntime({ name: 'a', path: '/no/such', args: ['x'] });
  const runtimes = dockerRuntimes([a], { defaultRuntime: 'a' });
  const found = findingsOf(observation({ places: [usrBin], docker: { runtimes } }));

  expect(found).toContainEqual(
    expect.objectContaining({
      code: 'docker-config-refused',
      subject: '/etc/docker/daemon.json',
      message: expect.stringMatching(
        /^couldn't create plugin manager: error while looking up the specified runtime path: exec: "\/no\/such"/,
      ),
    }),
  );
});

it('searchPathBroken(), searchPathUnreadable() leave a missing directory alone', () => {
  const seen = observation({
    places: [
      usrBin,
      observedPlace('/a', [], { state: 'not-a-directory' }),
      observedPlace('/b', [], { state: 'loop' }),
      observedPlace('/c', [], { state: 'unreadable' }),
      observedPlace('/d', [], { state: 'missing' }),
    ],
  });

  expect(brief(findingsOf(seen))).toEqual([
    'medium search-path-unreadable /c',
    'low search-path-broken /a',
    'low search-path-broken /b',
  ]);
});

it('searchPathRelative() finds empty and relative elements, each once', () => {
  const seen = observation({ places: [usrBin], containerd: { path: '/usr/bin::bin:bin:' } });

  expect(brief(findingsOf(seen))).toEqual([
    'medium search-path-relative (empty element)',
    'medium search-path-relative bin',
  ]);
});

it('searchPathRelative() takes no PATH for no element', () => {
  const seen = observation({ places: [usrBin], containerd: { path: '' }, docker: { present: false } });

  expect(brief(findingsOf(seen)).filter((each) => each.includes('search-path'))).toEqual([]);
});

it('shimCannotStart() is worst where a file hides another', () => {
  const broken = entry(shimName, executable({ execErrno: 'ENOEXEC' }));
  const alone = observation({ places: [observedPlace('/usr/bin', [runc, broken])] });
  const blocking = observation({
    places: [observedPlace('/usr/bin', [runc, broken]), observedPlace('/b', [shimName])],
  });

  expect(findingsOf(alone)[0]).toMatchObject({
    severity: 'medium',
    message: `containerd chooses "/usr/bin/${shimName}" and cannot execute it: exec format error`,
  });
  expect(brief(findingsOf(blocking))).toEqual([
    `high shim-cannot-start /usr/bin/${shimName}`,
    `low shim-shadowed /b/${shimName}`,
  ]);
});

it('shimCannotStart() finds what wins from the cwd by being there', () => {
  const seen = observation({
    places: [observedPlace('/', [entry(shimName, directory())], { kind: 'cwd' }), usrBin],
  });

  expect(findingsOf(seen)).toMatchObject([
    {
      code: 'shim-cannot-start',
      severity: 'high',
      subject: `/${shimName}`,
      message: expect.stringMatching('it is a directory'),
    },
  ]);
});

it('shimCannotStart() finds what containerd takes from the directory of its executable, PATH or not', () => {
  const seen = observation({ places: [observedPlace('/usr/bin', [runc, entry(shimName, plainFile())])] });

  expect(brief(findingsOf(seen))).toEqual([`medium shim-cannot-start /usr/bin/${shimName}`]);
});

it('shimShadowed() does not speak of two names of one file', () => {
  const linked = entry(shimName, executable({ realPath: '/usr/bin/containerd-shim-a-v1' }));
  const twoNames = observation({
    places: [observedPlace('/usr/bin', [runc, shimName]), observedPlace('/usr/local/bin', [linked])],
  });
  const twoFiles = observation({
    places: [observedPlace('/usr/bin', [runc, shimName]), observedPlace('/usr/local/bin', [shimName])],
  });

  expect(findingsOf(twoNames)).toEqual([]);
  expect(findingsOf(twoFiles)).toMatchObject([
    {
      code: 'shim-shadowed',
      message: `"/usr/local/bin/${shimName}" is not used: containerd finds "/usr/bin/${shimName}" first`,
    },
  ]);
});

it.each([
  ['containerd-shim-runc-v2.dpkg-new', true],
  ['containerd-shim-foo', true],
  ['containerd-shim-\\xff-v1', false],
])('shimUnreachable() finds %s', (binary, utf8) => {
  const seen = observation({ places: [observedPlace('/usr/bin', [runc, entry(binary, executable(), utf8)])] });

  expect(brief(findingsOf(seen))).toEqual([`low shim-unreachable /usr/bin/${binary}`]);
});

it('shimUnusable() is milder where another file of the name works', () => {
  const broken = entry(shimName, missing({ dangling: true }));
  const alone = observation({ places: [observedPlace('/usr/bin', [runc, broken])] });
  const replaced = observation({
    places: [observedPlace('/usr/bin', [runc, broken]), observedPlace('/b', [shimName])],
  });

  expect(brief(findingsOf(alone))).toEqual([`medium shim-unusable /usr/bin/${shimName}`]);
  expect(brief(findingsOf(replaced))).toEqual([`low shim-unusable /usr/bin/${shimName}`]);
});

it('shimUnusable() does not speak of what the site denies', () => {
  const seen = observation({ places: [observedPlace('/usr/bin', [runc, shimName])] });

  expect(findingsOf(seen, { deny: [shimName] })).toEqual([]);
});

it('shimWinsFromCwd() finds a shim that wins from containerd’s working directory', () => {
  const seen = observation({ places: [observedPlace('/', [shimName], { kind: 'cwd' }), usrBin] });

  expect(brief(findingsOf(seen))).toEqual([`medium shim-wins-from-cwd /${shimName}`]);
});

it('sourceStale(), sourceUnreadable() repeat what the source says', () => {
  const seen = observation({
    places: [usrBin],
    sources: [
      { source: 'docker-config', state: 'stale', message: 'Permission denied' },
      { source: 'containerd-process', state: 'unreadable' },
      { source: 'search-path', state: 'assumed' },
    ],
  });

  expect(findingsOf(seen)).toMatchObject([
    {
      code: 'source-stale',
      subject: 'docker-config',
      message: 'Source "docker-config" cannot be read any more, its last good facts are served: Permission denied',
    },
    { code: 'source-unreadable', subject: 'containerd-process', message: 'Cannot read source "containerd-process"' },
  ]);
});

it('sourceUnreadable() leaves a refused daemon.json to dockerConfigRefused()', () => {
  const seen = observation({
    places: [usrBin],
    docker: { runtimes: dockerRuntimes([], { error: { stage: 'load', message: 'refused' } }) },
    sources: [{ source: 'docker-config', state: 'unreadable', message: 'refused' }],
  });

  expect(brief(findingsOf(seen))).toEqual(['high docker-config-refused /etc/docker/daemon.json']);
});
