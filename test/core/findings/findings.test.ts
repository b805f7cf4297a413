import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { rules } from '../../../src/core/findings/findings.ts';
import { directory, entry, observation, observedPlace, plainFile } from '../../builders.ts';
import { brief, findingsOf } from './findings-of.ts';

const runc = 'containerd-shim-runc-v2';
const shimName = 'containerd-shim-a-v1';
const usrBin = observedPlace('/usr/bin', [runc]);

it('rules lists every file of its folder under the name of the file', () => {
  const folder = new URL('../../../src/core/findings/rules/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

  expect(Object.keys(rules).map((code) => `${code}.ts`)).toEqual(files.map((path) => basename(path)).sort());
});

it('every rule has a test file under the path of the rule', () => {
  const folder = (root: string) => new URL(`../../../${root}/core/findings/rules/`, import.meta.url);
  const files = (root: string) => readdirSync(folder(root), { recursive: true, encoding: 'utf8' });

  expect(
    files('test')
      .map((path) => path.replace(/\.test\.ts$/, '.ts'))
      .sort(),
  ).toEqual(files('src').sort());
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

it('findings are worded like every other message', () => {
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
    for (const { text } of advice) expect(text).toMatch(/^[A-Z].*[^.]$/);
  }
});
