import { describe, expect, it } from 'vitest';
import { check, findingsAbout, resolve, words } from './answers.ts';
import { newHost } from './host.ts';

const withJson = (text: string) =>
  newHost().base().program('/usr/bin/crun', '/usr/bin/nvidia-container-runtime').daemonJson(text);

describe.each([
  ['{"feautres":{"buildkit":true}}', 'buildkit', 'feautres', 'features', 1],
  [
    '{\n "debug": true,\n "feautres": {"containerd-snapshotter": true}\n}',
    'containerd-snapshotter',
    'feautres',
    'features',
    3,
  ],
  ['{"runtime":{"crun":{"path":"/usr/bin/crun"}}}', 'crun', 'runtime', 'runtimes', 1],
  ['{"log-opt":{"max-size":"10m"}}', 'max-size', 'log-opt', 'log-opts', 1],
])('%s', (text, named, key, meant, line) => {
  it(`check keeps Docker's words about ${named}, and says which key was meant`, async () => {
    const findings = findingsAbout(await check(withJson(text)), named);

    expect(words(findings)).toContain(`the following directives don't match any configuration option: ${named}`);
    const advice = words(findings.map((finding) => finding.advice));
    expect(advice).toContain(key);
    expect(advice).toContain(`"${meant}"`);
    expect(words(findings)).toMatch(new RegExp(`(?:line |:)${line}\\b`));
  });
});

it.each([
  ['{"default_runtime":"crun"}', 'default_runtime', 'default-runtime'],
  ['{"default-runtmie":"crun"}', 'default-runtmie', 'default-runtime'],
  ['{"defaultRuntime":"crun"}', 'defaultRuntime', 'default-runtime'],
  ['{"data_root":"/srv"}', 'data_root', 'data-root'],
])('check %s names the option that was meant', async (text, key, meant) => {
  const findings = findingsAbout(await check(withJson(text)), key);

  expect(words(findings)).toContain(`the following directives don't match any configuration option: ${key}`);
  expect(words(findings.map(({ advice }) => advice))).toContain(`"${meant}"`);
});

it.each(['runtime-type', 'runtime_type', 'type', 'runtime', 'shim'])(
  'check names runtimeType for an entry that has %s only',
  async (key) => {
    const { findings } = await check(withJson(`{"runtimes":{"c":{"${key}":"io.containerd.runc.v2"}}}`));

    expect(words(findings)).toContain('either a runtimeType or a path must be configured');
    expect(words(findings.map(({ advice }) => advice))).toContain('"runtimeType"');
  },
);

it.each([
  ['args', 'runtimeArgs'],
  ['runtime_args', 'runtimeArgs'],
  ['runtime-args', 'runtimeArgs'],
  ['arguments', 'runtimeArgs'],
  ['option', 'options'],
])('check finds that Docker ignores %s next to path, and names %s', async (key, meant) => {
  const text = `{"runtimes":{"crun":{"path":"/usr/bin/crun","${key}":["--debug"]}}}`;

  const findings = findingsAbout(await check(withJson(text)), key);

  expect(findings).not.toEqual([]);
  expect(words(findings)).toContain(`"${meant}"`);
  expect(words(findings)).toMatch(/ignore/i);
});

it.each(['RuntimeArgs', 'RUNTIMEARGS', 'runtimeargs'])('%s is runtimeArgs to Docker, and no finding', async (key) => {
  const text = `{"runtimes":{"crun":{"path":"/usr/bin/crun","${key}":[]}}}`;

  expect(findingsAbout(await check(withJson(text)), key)).toEqual([]);
});

it.each([
  ['{"path":"/usr/bin/nvidia-container-runtime"}', 'path'],
  ['{"runtimeArgs":["--debug"]}', 'runtimeArgs'],
])('check says where %s belongs', async (text, key) => {
  const findings = findingsAbout(await check(withJson(text)), key);

  expect(words(findings)).toContain(`the following directives don't match any configuration option: ${key}`);
  expect(words(findings.map(({ advice }) => advice))).toContain('runtimes');
});

it('check says that an entry at the top belongs below runtimes', async () => {
  const text = '{"nvidia":{"path":"/usr/bin/nvidia-container-runtime","runtimeArgs":[]}}';

  const findings = (await check(withJson(text))).findings.filter(({ severity }) => severity === 'high');

  expect(words(findings)).toContain("don't match any configuration option");
  const advice = words(findings.map((finding) => finding.advice));
  expect(advice).toContain('nvidia');
  expect(advice).toContain('runtimes');
});

it("check names the section that keys of containerd's configuration belong to", async () => {
  const text = '{"runtimes":{"runsc":{"runtime_type":"io.containerd.runsc.v1","runtime_path":"/usr/bin/runsc"}}}';

  const { findings } = await check(withJson(text));

  expect(words(findings)).toContain('"runtimeType"');
});

it('check finds that Docker ignores add-runtime in the file, which is a flag only', async () => {
  const findings = findingsAbout(await check(withJson('{"add-runtime":["crun=/usr/bin/crun"]}')), 'add-runtime');

  expect(words(findings)).toMatch(/ignore/i);
  expect(words(findings)).toContain('"runtimes"');
});

it('an ignored key does not make the runtime refused', async () => {
  const resolution = await resolve(withJson('{"runtimes":{"crun":{"path":"/usr/bin/crun","args":["x"]}}}'), 'crun');

  expect(resolution).toMatchObject({ verdict: 'configured', available: true });
});

it('a key that nothing is like gets no suggestion', async () => {
  const findings = findingsAbout(await check(withJson('{"qwertyuiop": 1}')), 'qwertyuiop');

  expect(words(findings.map(({ advice }) => advice))).not.toMatch(/did you mean/i);
});

it.each(['{"exec-opts":{"native.cgroupdriver":"systemd"}}', '{"native.cgroupdriver":"systemd"}'])(
  'check shows how to write the driver of control groups: %s',
  async (text) => {
    const { findings } = await check(withJson(text));
    const refused = findings.find(({ code }) => code === 'docker-config-refused');
    expect(JSON.parse(refused?.advice[0]?.snippet ?? '')).toEqual({ 'exec-opts': ['native.cgroupdriver=systemd'] });
  },
);
