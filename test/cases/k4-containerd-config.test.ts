import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Finding } from '../../src/model/inventory/finding.ts';
import { SourceState } from '../../src/model/inventory/source.ts';
import { newHost } from './host.ts';

const file = '/etc/containerd/config.toml';
const Check = z.object({ findings: z.array(Finding), sources: z.array(SourceState) });

/** What `check` finds on a host whose containerd reads this configuration. */
async function check(config: string, version: string, more: Readonly<Record<string, string>> = {}) {
  const host = newHost().base().put(file, config);
  for (const [path, content] of Object.entries(more)) host.put(path, content);
  const { stdout, status } = await host.run(['check', '--json', '--containerd-version', version]);
  const answer = Check.parse(JSON.parse(stdout));
  return { ...answer, status, of: (code: string) => answer.findings.filter((finding) => finding.code === code) };
}

/** Where an opt plugin in this configuration lets containerd find a shim. */
async function optShim(config: string, version: string, more: Readonly<Record<string, string>> = {}) {
  const host = newHost().base().put(file, config).program('/opendata/bin/containerd-shim-x-v1');
  for (const [path, content] of Object.entries(more)) host.put(path, content);
  const args = ['resolve', 'io.containerd.x.v1', '--client', 'containerd', '--containerd-version', version, '--json'];
  return JSON.parse((await host.run(args)).stdout).available;
}

const dotted = '[plugins]\n  [plugins."io.containerd.internal.v1.opt"]\n    path = "/opendata"';

describe('the opt directory', () => {
  it.each([
    [dotted, '1.6.20', false],
    [dotted, '1.7.27', false],
    [dotted, '2.0.0', true],
    [dotted, '2.2.0', true],
    [`version = 2\n${dotted}`, '1.7.27', true],
    ['[plugins.opt]\npath = "/opendata"', '1.7.27', true],
    ['[plugins.opt]\npath = "/opendata"', '2.2.0', true],
  ])('of %j is read as containerd %s reads it', async (config, version, found) => {
    expect(await optShim(config, version)).toBe(found);
  });

  it.each(['1.7.27', '2.2.0'])('is read from an imported file by %s', async (version) => {
    const imported = { '/etc/containerd/conf.d/opt.toml': `version = 2\n${dotted}` };

    expect(await optShim('version = 2\nimports = ["conf.d/*.toml"]', version, imported)).toBe(true);
  });

  it('that containerd 1.7 ignores is a finding', async () => {
    const { of } = await check(`disabled_plugins = ["cri"]\n${dotted}`, '1.7.27');

    expect(of('containerd-section-ignored')).toMatchObject([
      { severity: 'medium', subject: `${file}:3`, advice: [{ file, snippet: 'version = 2' }] },
    ]);
    expect((await check(`disabled_plugins = ["cri"]\n${dotted}`, '2.2.0')).of('containerd-section-ignored')).toEqual(
      [],
    );
  });
});

describe('a configuration that containerd refuses', () => {
  it.each([
    ['[debug]\n  level = debug', '2.2.0', `${file}:2`, 'failed to unmarshal TOML at row 2 column'],
    ['[debug]\n  level = debug', '1.6.20', `${file}:2`, 'no value can start with d'],
    ['disabled_plugins = ["cri"', '2.2.0', `${file}:1`, 'failed to unmarshal TOML'],
    ['+++\nversion = 2\n', '2.2.0', `${file}:1`, 'failed to unmarshal TOML'],
    ['{"version": 2}', '1.7.27', `${file}:1`, 'failed to load TOML'],
    ['version = 2\ndisabled_plugins = ["cri"]', '1.7.27', file, 'invalid disabled plugin URI "cri"'],
    ['version = 9', '2.2.0', file, 'equal to or less than `3`, got `9`'],
  ])('%j in %s is a finding with its words and its line', async (config, version, subject, words) => {
    const { of, status, findings, sources } = await check(config, version);

    expect(of('containerd-config-refused')).toMatchObject([{ severity: 'high', subject }]);
    expect(of('containerd-config-refused')[0]?.message).toContain(words);
    expect(status).toBe(1);
    expect(of('source-unreadable')).toEqual([]);
    expect(JSON.stringify(findings)).not.toContain('root');
    expect(sources).toContainEqual(expect.objectContaining({ source: 'containerd-config', state: 'unreadable', file }));
  });

  it('names the imported file that is broken', async () => {
    const { of } = await check('version = 2\nimports = ["/etc/containerd/more.toml"]', '2.2.0', {
      '/etc/containerd/more.toml': 'version = 2\n\nx = [',
    });

    expect(of('containerd-config-refused')[0]?.subject).toMatch(/^\/etc\/containerd\/more\.toml:3$/);
  });

  it('says what to write instead of a short name', async () => {
    const { of } = await check('version = 2\ndisabled_plugins = ["cri"]', '1.7.27');

    expect(of('containerd-config-refused')[0]?.advice[0]?.snippet).toBe(
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    );
  });
});

it('advises root only for a file that may not be read', async () => {
  const host = newHost().base().put(file, 'version = 2', 0o600);

  const { stdout } = await host.runAsStranger(['check', '--json']);
  const found = Check.parse(JSON.parse(stdout)).findings.filter(({ subject }) => subject === 'containerd-config');

  expect(found).toMatchObject([{ code: 'source-unreadable', severity: 'medium' }]);
  expect(found[0]?.message).toContain('permission denied');
  expect(found[0]?.advice[0]?.text).toContain('root');
});
