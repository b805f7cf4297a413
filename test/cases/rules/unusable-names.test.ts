import { describe, expect, it } from 'vitest';
import { check, findingsAbout, parsed, resolve, serious, words } from '../answers.ts';
import { type CaseHost, newHost } from '../host.ts';

const version = '--docker-version=28.4.0';
const withName = (name: string, entry: object = { path: '/usr/bin/runc', runtimeArgs: ['--debug'] }): CaseHost =>
  newHost()
    .base()
    .daemonJson({ runtimes: { [name]: entry } });

/** Names that dockerd cannot write a script for, and the kernel's words. */
const names = [
  { title: 'with a NUL inside', name: 'a\0b', errno: 'invalid argument' },
  { title: 'that is a NUL', name: '\0', errno: 'invalid argument' },
  { title: 'of 256 bytes', name: 'n'.repeat(256), errno: 'file name too long' },
  { title: 'of 2,000 bytes', name: 'n'.repeat(2000), errno: 'file name too long' },
  { title: 'of 128 letters of two bytes', name: 'ü'.repeat(128), errno: 'file name too long' },
] as const;

describe.each(names)('a configured runtime with arguments and a name $title', ({ name, errno }) => {
  it('is refused by dockerd, in its words', async () => {
    const findings = findingsAbout(await check(withName(name), version), 'failed to stat output path');

    expect(findings.map(({ severity }) => severity)).toContain('high');
    expect(words(findings)).toContain('failed to stat output path: lstat /var/lib/docker/runtimes/');
    expect(words(findings)).toContain(`: ${errno}`);
  });

  it('is said by resolve of another name too', async () => {
    const { stdout } = await withName(name).run(['resolve', version, 'runc']);

    expect(stdout).toContain('failed to stat output path');
  });
});

it.each(names)('a runtime without arguments and with a name $title is not refused', async ({ name }) => {
  const answer = await check(withName(name, { path: '/usr/bin/runc' }), version);

  expect(words(answer)).not.toContain('failed to stat output path');
});

it('a name that fits with the hash behind it is not refused', async () => {
  const answer = await check(withName('n'.repeat(150)), version);

  expect(words(answer)).not.toContain('failed to stat output path');
});

describe('a runtime with the empty name', () => {
  const empty = () => withName('', { path: '/usr/bin/runc' });

  it('has a finding, for no client can ask for it', async () => {
    const { findings } = await check(empty(), version);

    expect(words(findings)).toMatch(/""|empty name/i);
    expect(serious({ findings, sources: [] }).filter(({ severity }) => severity === 'high')).toEqual([]);
  });

  it('is refused when it is asked for', async () => {
    expect(await resolve(empty(), '', version)).toMatchObject({ status: 1, verdict: 'refused', refusal: 'empty' });
  });

  it('is in what docker info shows, as it is in the Engine', async () => {
    const info = parsed<{ Runtimes: object }>(await empty().run(['export', 'docker-info', version]));

    expect(Object.keys(info.Runtimes)).toContain('');
  });
});
