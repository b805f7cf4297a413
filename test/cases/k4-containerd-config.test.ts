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

describe('a value of a wrong type', () => {
  const handler = (uri: string) => `[plugins."${uri}".containerd.runtimes.x]`;

  it.each([
    [
      '1.7.27',
      'version = 2',
      'io.containerd.grpc.v1.cri',
      'runtime_type = 5',
      "Can't convert 5(int64) to string",
      'quotes',
    ],
    [
      '2.2.0',
      'version = 3',
      'io.containerd.cri.v1.runtime',
      'runtime_type = 5',
      'cannot decode TOML integer into struct field config.Runtime.Type of type string',
      'in quotes',
    ],
    [
      '1.6.20',
      'version = 2',
      'io.containerd.grpc.v1.cri',
      'privileged_without_host_devices = "true"',
      "Can't convert true(string) to bool",
      'without quotes',
    ],
    ['2.4.0', 'version = 3', 'io.containerd.cri.v1.runtime', 'pod_annotations = "x"', 'TOML string into', 'a list'],
  ])('stops containerd %s, and the finding says what to write', async (version, first, uri, line, words, advice) => {
    const { of } = await check(`${first}\n${handler(uri)}\n${line}\n`, version);

    expect(of('containerd-config-refused')).toMatchObject([{ severity: 'high', subject: `${file}:3` }]);
    expect(of('containerd-config-refused')[0]?.message).toContain(words);
    expect(of('containerd-config-refused')[0]?.advice[0]?.text).toContain(advice);
  });
});

describe("Docker's file", () => {
  const docker = 'disabled_plugins = ["cri"]\n';

  it.each(['1.7.27', '2.2.0', '2.3.4'])('is not a finding in %s', async (version) => {
    expect((await check(docker, version)).findings).toEqual([]);
  });

  it('with a drop-in of version 2 stops 1.x: the place is the list, not the drop-in that containerd names', async () => {
    const { of } = await check(`imports = ["nvidia.toml"]\n${docker}`, '1.7.27', {
      '/etc/containerd/nvidia.toml': 'version = 2\n',
    });

    expect(of('containerd-config-refused')).toMatchObject([{ severity: 'high', subject: `${file}:2` }]);
    expect(of('containerd-config-refused')[0]?.message).toContain(
      'failed to load TOML from /etc/containerd/nvidia.toml',
    );
  });

  it.each(['1.7.27', '2.3.4'])(
    'with handlers has CRI off in %s: the finding has the list to write',
    async (version) => {
      const { of } = await check(`${docker}[plugins.cri.containerd.runtimes.x]\nruntime_type = "a.b"\n`, version);

      expect(of('cri-disabled')).toMatchObject([
        { severity: 'medium', subject: `${file}:1`, advice: [{ file, snippet: 'disabled_plugins = []\n' }] },
      ]);
    },
  );
});

describe('a key that only looks like a known one', () => {
  const runc = '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n';

  it.each([
    ['1.7.27', `${runc}runtime_type = "io.containerd.runc.v2"\nruntimePath = "/x"`, 4, 'runtime_path = "/x"'],
    [
      '1.6.20',
      `${runc}runtime_type = "io.containerd.runc.v2"\nBase_Runtime_Spec = "/x"`,
      4,
      'base_runtime_spec = "/x"',
    ],
    ['1.7.27', `${runc}runtime_type = "io.containerd.runc.v2"\nSystemdCgroup = true`, 4, 'runtimes.runc.options]'],
    ['1.7.27', `${runc}runtime_type = "io.containerd.runc.v2"\noptions = { binary_name = "x" }`, 4, 'BinaryName = "x"'],
    [
      '2.2.0',
      `${runc}runtime_type = "io.containerd.runc.v2"\noptions = { systemd_cgroup = true }`,
      4,
      'SystemdCgroup =',
    ],
    ['1.7.27', '[plugins."io.containerd.internal.v1.opt"]\nPath = "/opendata"', 3, 'path = "/opendata"'],
    ['2.2.0', '[plugins."io.containerd.internal.v1.opt"]\npaths = "/opendata"', 3, 'path = "/opendata"'],
    ['1.7.27', '[plugin."io.containerd.internal.v1.opt"]\npath = "/x"', 2, undefined],
    ['1.7.27', '[grpc]\nimports = ["/x"]', 3, undefined],
  ])('is a finding in %s: %j', async (version, config, line, snippet) => {
    const { of } = await check(`version = 2\n${config}\n`, version);

    const found = of('containerd-key-ignored');
    expect(found).toMatchObject([{ severity: 'medium', subject: `${file}:${line}` }]);
    if (snippet !== undefined) expect(found[0]?.advice[0]?.snippet).toContain(snippet);
    expect(found[0]?.advice[0]?.text).toMatch(/^(?:Write|Move) /);
  });

  it.each([
    ['1.7.27', `${runc}runtime_type = "io.containerd.runc.v2"\nRUNTIME_PATH = ""\nsomething_else = 1`],
    ['1.7.27', `${runc}runtime_type = "io.containerd.runc.v2"\noptions = { BINARYNAME = "runc" }`],
    ['2.2.0', `${runc}Runtime_Type = "io.containerd.runc.v2"`],
  ])('is not a finding where containerd %s reads it: %j', async (version, config) => {
    expect((await check(`version = 2\n${config}\n`, version)).of('containerd-key-ignored')).toEqual([]);
  });
});

describe('a configuration that containerd refuses', () => {
  it.each([
    ['[debug]\n  level = debug', '2.2.0', `${file}:2`, 'failed to unmarshal TOML at row 2 column'],
    ['[debug]\n  level = debug', '1.6.20', `${file}:2`, 'no value can start with d'],
    ['disabled_plugins = ["cri"', '2.2.0', `${file}:1`, 'failed to unmarshal TOML'],
    ['+++\nversion = 2\n', '2.2.0', `${file}:1`, 'failed to unmarshal TOML'],
    ['{"version": 2}', '1.7.27', `${file}:1`, 'failed to load TOML'],
    ['version = 2\ndisabled_plugins = ["cri"]', '1.7.27', `${file}:2`, 'invalid disabled plugin URI "cri"'],
    ['disabled_plugins = ["cri"]\nversion = 3', '2.3.4', `${file}:1`, 'invalid disabled plugin URI "cri"'],
    ['version = 2\n[plugins.cri]\nx = 1', '1.7.27', `${file}:2`, 'invalid plugin key URI "cri"'],
    ['version = 2\nimports = ["/none.toml"]', '2.2.0', `${file}:2`, 'open /none.toml: no such file or directory'],
    ['version = 2\n[proxy_plugins.x]\ntype = "y"', '1.7.27', `${file}:2`, 'plugin: no type'],
    ['version = 9', '2.2.0', `${file}:1`, 'equal to or less than `3`, got `9`'],
  ])('%j in %s is a finding with its words and its line', async (config, version, subject, words) => {
    const { of, status, findings, sources } = await check(config, version);

    expect(of('containerd-config-refused')).toMatchObject([{ severity: 'high', subject }]);
    expect(of('containerd-config-refused')[0]?.message).toContain(words);
    expect(status).toBe(1);
    expect(of('source-unreadable')).toEqual([]);
    expect(JSON.stringify(findings)).not.toContain('root');
    expect(sources).toContainEqual(expect.objectContaining({ source: 'containerd-config', state: 'unreadable', file }));
  });

  it.each(['1.6.20', '1.7.27', '2.2.0', '2.3.4'])(
    'a table that is pasted twice: %s has advice to merge it, with the line of the second',
    async (version) => {
      const { of } = await check('version = 2\n[debug]\nlevel = "info"\n[debug]\nlevel = "warn"\n', version);

      expect(of('containerd-config-refused')[0]?.advice[0]).toEqual({
        text: 'Put the keys of both tables under one header and remove the second header in line 4, before containerd is started',
        file,
      });
    },
  );

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

describe.each(['1.7.27', '2.2.0'])('containerd %s says which words of TOML are wrong', (version) => {
  it.each([
    ['plugins:\n  cri: {}', 'an entry is a key, then =, then a value'],
    ['<<<<<<< HEAD', 'it has the mark of a merge, or of a web page'],
    ['{{ template "base" . }}', 'it has a template or JSON, which TOML does not know'],
    ['[plugins.“io.containerd.grpc.v1.cri”]', 'a typographic quote or an invisible character is there'],
    ['root = /var/lib/containerd', 'a text needs plain quotes, '],
    ['root = "/srv', 'a text ends with the quote that it begins with'],
    ['[debug', 'a bracket is missing'],
    ['root = "/srv";', 'each entry has a line of its own, '],
    ['// comment', 'a comment begins with #'],
    ['root = "C:\\srv"', 'a backslash in such a text is written twice'],
    ['version = 2', 'the key is there a second time'],
  ])('%s', async (line, why) => {
    const { of } = await check(`version = 2\n${line}\n`, version);
    const [first] = of('containerd-config-refused')[0]?.advice ?? [];
    expect(first?.text).toContain(`Fix the TOML error in line 2, before containerd is started: ${why}`);
  });
});

it('finds the byte order mark with which containerd 2 does not start', async () => {
  const { of } = await check('\uFEFFversion = 2\n', '2.2.0');
  const [first] = of('containerd-config-refused')[0]?.advice ?? [];
  expect(first?.text).toContain('line 1, before containerd is started: a typographic quote or an invisible character');
});
