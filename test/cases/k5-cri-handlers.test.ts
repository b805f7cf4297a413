import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { HandlersAnswer } from '../../src/model/answers.ts';
import { Finding } from '../../src/model/inventory/finding.ts';
import { Resolution } from '../../src/model/resolution.ts';
import { elf } from './elf.ts';
import { type CaseHost, newHost } from './host.ts';

const file = '/etc/containerd/config.toml';
const two = ['--containerd-version', '2.2.0'];

const kata = `version = 3
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata-qemu]
  runtime_type = 'io.containerd.kata-qemu.v2'
  runtime_path = '/opt/kata/bin/containerd-shim-kata-v2'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata-clh]
  runtime_type = 'io.containerd.kata-clh.v2'
  runtime_path = '/opt/kata/bin/containerd-shim-kata-clh-v2'
`;

const missingPath =
  'invalid custom binary path: stat /opt/kata/bin/containerd-shim-kata-clh-v2: no such file or directory';

function hostWith(config: string): CaseHost {
  return newHost().base().program('/opt/kata/bin/containerd-shim-kata-v2').put(file, config);
}

const kataShim = '/opt/kata/bin/containerd-shim-kata-v2';

function versionOption(version: string): string[] {
  return ['--containerd-version', version];
}

/** The findings of one code of a containerd of this version. */
async function findingsOf(host: CaseHost, code: string, version: string): Promise<readonly Finding[]> {
  const { stdout } = await host.run(['check', '--json', ...versionOption(version)]);
  const { findings } = z.object({ findings: z.array(Finding) }).parse(JSON.parse(stdout));
  return findings.filter((finding) => finding.code === code);
}

/** What a pod gets that asks for a handler. */
async function resolveHandler(host: CaseHost, name: string, version = '2.2.0') {
  const { stdout } = await host.run(['resolve', name, '--client', 'cri', '--json', ...versionOption(version)]);
  return Resolution.parse(JSON.parse(stdout));
}

async function handlers(host: CaseHost, version = two) {
  const { stdout } = await host.run(['handlers', '--json', ...version]);
  return HandlersAnswer.parse(JSON.parse(stdout));
}

it('a name that is not a handler, whose shim is not executable, needs no installation', async () => {
  const path = '/usr/bin/containerd-shim-kata-v2';
  const host = newHost().base().put(path, elf(), 0o644).put(file, 'version = 3\n');

  const { advice } = await resolveHandler(host, 'kata');

  expect(advice[0]?.command).toBe(`chmod 755 ${path}`);
  expect(advice[1]?.text).toMatch(/^Then add a handler "kata" to/);
  expect(advice[1]?.snippet).toContain('runtime_type = "io.containerd.kata.v2"');
  expect(advice.map(({ text }) => text).join()).not.toContain('Install');
});

it('a handler is added after the first of several repairs', async () => {
  const name = 'containerd-shim-kata-v2';
  const host = newHost().base().put(file, 'version = 3\n');
  host.put(`/usr/local/bin/${name}`, elf(), 0o644).put(`/usr/bin/${name}`, elf(), 0o644);

  const { advice } = await resolveHandler(host, 'kata');

  expect(advice.map(({ command, file: into }) => (into === undefined ? command : `change ${into}`))).toEqual([
    `chmod 755 /usr/local/bin/${name}`,
    `change ${file}`,
    `chmod 755 /usr/bin/${name}`,
  ]);
});

it('an empty name asks for the default handler, which the cause names', async () => {
  const host = hostWith(
    'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]\n  runtime_type = "io.containerd.kata.v2"\n',
  );

  const { cause } = await resolveHandler(host, '', '1.7.24');

  expect(cause).toBe('containerd\'s configuration has no handler "runc", which is the default');
});

describe('handlers with a runtime_path', () => {
  it('are resolved: the path counts instead of the type', async () => {
    const answer = await handlers(hostWith(kata));

    expect(answer).toMatchObject({ cri: { state: 'served' }, defaultHandler: 'runc' });
    expect(answer.handlers).toMatchObject([
      { handler: 'kata-clh', available: false, definedIn: { file, line: 5 } },
      { handler: 'kata-qemu', available: true, path: '/opt/kata/bin/containerd-shim-kata-v2', definedIn: { line: 2 } },
      { handler: 'runc', available: true, default: true, ociRuntime: '/usr/bin/runc' },
    ]);
    expect(answer.handlers[0]?.unavailable?.message).toContain(missingPath);
    expect(answer.handlers[0]?.advice[0]?.text).toContain('containerd-shim-kata-clh-v2');
  });

  describe.each(['containerd', 'docker', 'nerdctl'])('and their type, for %s', (client) => {
    const ask = async (host: CaseHost, name: string) =>
      Resolution.parse(JSON.parse((await host.run(['resolve', name, '--client', client, '--json', ...two])).stdout));

    it('have a note about the file that pods get, and a link that works', async () => {
      const host = hostWith(kata);

      const before = await ask(host, 'io.containerd.kata-qemu.v2');

      expect(before).toMatchObject({ available: false, unavailable: { reason: 'not-installed' } });
      expect(before.note).toContain(`The CRI handler "kata-qemu" has this type and takes another file, "${kataShim}"`);
      const [, , to = ''] = before.advice[0]?.command?.split(' ').slice(1) ?? [];
      expect(before.advice[0]?.command).toBe(`ln -s ${kataShim} ${to}`);
      host.link(kataShim, to);
      expect(await ask(host, 'io.containerd.kata-qemu.v2')).toMatchObject({ available: true, path: to });
    });

    it('have the note where the type leads to a file, too, unless it is the same one', async () => {
      const host = hostWith(kata).program('/usr/bin/containerd-shim-kata-qemu-v2');
      expect((await ask(host, 'io.containerd.kata-qemu.v2')).note).toContain('takes another file');

      const linked = hostWith(kata).link(kataShim, '/usr/bin/containerd-shim-kata-qemu-v2');
      expect((await ask(linked, 'io.containerd.kata-qemu.v2')).note ?? '').not.toContain('handler');
    });

    it('have no advice to link a file that is missing as well', async () => {
      const resolution = await ask(hostWith(kata), 'io.containerd.kata-clh.v2');

      expect(resolution.note).toContain('"kata-clh"');
      expect(resolution.advice[0]?.command ?? '').not.toContain('ln -s');
    });
  });

  it('have a RuntimeClass when they would start', async () => {
    const { stdout } = await hostWith(kata).run(['export', 'runtimeclass', ...two]);

    expect(stdout).toContain('handler: "kata-qemu"');
    expect(stdout).toContain('handler: "runc"');
    expect(stdout).not.toContain('kata-clh');
  });

  it('have a label and a metric', async () => {
    const host = hostWith(kata);

    const nfd = await host.run(['export', 'nfd', ...two]);
    const metrics = await host.run(['export', 'prometheus', ...two]);

    expect(nfd.stdout).toContain('/handler.kata-qemu=true');
    expect(nfd.stdout).not.toContain('kata-clh');
    expect(metrics.stdout).toContain('shimdex_handler_available{handler="kata-qemu"} 1\n');
    expect(metrics.stdout).toContain('shimdex_handler_available{handler="kata-clh"} 0\n');
  });

  it('are answered by name, with the words of the kubelet', async () => {
    const host = hostWith(kata);
    const resolve = async (name: string) =>
      JSON.parse((await host.run(['resolve', name, '--client', 'cri', '--json', ...two])).stdout);

    expect(await resolve('kata-qemu')).toMatchObject({ verdict: 'configured', available: true });
    expect((await resolve('kata-clh')).error).toContain(missingPath);
    expect(await resolve('kata')).toMatchObject({ verdict: 'refused', refusal: 'not-configured' });
    expect((await resolve('kata')).error).toContain('no runtime for "kata" is configured');
    expect(await resolve('')).toMatchObject({ available: true, path: '/usr/bin/containerd-shim-runc-v2' });
  });

  it('say when no RuntimeClass can have their name', async () => {
    const host = hostWith(kata.replaceAll('kata-qemu', 'Kata_QEMU'));
    const resolve = async (name: string) =>
      JSON.parse((await host.run(['resolve', name, '--client', 'cri', '--json', ...two])).stdout);

    expect((await resolve('Kata_QEMU')).note).toContain('A pod cannot ask for "Kata_QEMU"');
    expect(await resolve('kata-clh')).not.toHaveProperty('note');
  });

  it('are a finding when they would not start', async () => {
    const { stdout } = await hostWith(kata).run(['check', '--json', ...two]);

    const { findings } = z.object({ findings: z.array(Finding) }).parse(JSON.parse(stdout));

    expect(findings).toMatchObject([{ code: 'handler-unavailable', subject: 'kata-clh', severity: 'medium' }]);
    expect(findings[0]?.message).toContain(missingPath);
  });
});

describe('CRI that is not served', () => {
  it.each([
    ['disabled_plugins = ["cri"]', ['--containerd-version', '1.7.27']],
    ['version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]', two],
  ])('is said, with the reason: %j', async (config, version) => {
    const host = hostWith(config);

    const answer = await handlers(host, version);
    const { stdout } = await host.run(['export', 'runtimeclass', ...version]);

    expect(answer.cri).toMatchObject({ state: 'not-served', message: expect.stringContaining(`${file}:`) });
    expect(answer.handlers.every(({ unavailable }) => unavailable?.reason === 'cri-not-served')).toBe(true);
    expect(stdout).toMatch(/^# CRI is not served: /);
  });

  it('is unknown while a containerd runs that is not asked and would not start again', async () => {
    const host = hostWith('version = 3\n[plugins."x\n');
    const error = 'toml: basic strings cannot have new lines';
    const stopped = await handlers(host);
    host.process(812, { argv: ['/usr/bin/containerd'] });

    expect(stopped.cri).toEqual({ state: 'not-served', message: expect.stringContaining(error) });
    expect((await handlers(host)).cri).toEqual({
      state: 'unknown',
      message: expect.stringMatching(/^The running containerd was not asked, and would not start again: .*cannot have/),
    });
    expect(await resolveHandler(host, 'kata-qemu')).toMatchObject({
      verdict: 'unknown',
      available: null,
      advice: [{ text: expect.stringContaining('line 2'), file }],
    });
  });

  it('is not served on a host without containerd, and its handlers need containerd first', async () => {
    const host = newHost().put(file, kata).program(kataShim);
    const { cri, handlers: all } = await handlers(host, []);

    expect(cri).toEqual({ state: 'not-served', message: 'This host has no containerd' });
    expect(all.map(({ handler, available, unavailable }) => [handler, available, unavailable?.reason])).toEqual([
      ['kata-clh', false, 'no-containerd'],
      ['kata-qemu', false, 'no-containerd'],
      ['runc', false, 'no-containerd'],
    ]);
    expect(all.map(({ advice }) => advice[0]?.text)).toEqual(all.map(() => 'Install containerd: it starts the shims'));
  });

  it('is unknown when the file may not be read', async () => {
    const host = newHost().base().put(file, kata, 0o600);

    const { stdout, status } = await host.runAsStranger(['resolve', 'runc', '--client', 'cri', '--json', ...two]);

    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unknown', available: null, permitted: null });
    expect(status).toBe(3);
  });
});

it('the table of handlers shows the default, the shim and the reason', async () => {
  const { stdout, status } = await hostWith(kata).run(['handlers', ...two]);

  expect(status).toBe(0);
  expect(stdout).toMatch(/^HANDLER +AVAILABLE +TYPE +PATH/);
  expect(stdout).toMatch(/runc \* +yes +io\.containerd\.runc\.v2 +\/usr\/bin\/containerd-shim-runc-v2/);
  expect(stdout).toMatch(/kata-clh +no +io\.containerd\.kata-clh\.v2/);
});

describe('a handler that a file has and containerd does not', () => {
  const old = '[plugins."io.containerd.grpc.v1.cri"';
  const runc = `${old}.containerd.runtimes.runc]\nruntime_type = "io.containerd.runc.v2"\n`;
  const kataOld = `${old}.containerd.runtimes.kata]\nruntime_type = "io.containerd.kata.v2"\nruntime_path = "${kataShim}"\n`;
  const dropIn = '/etc/containerd/conf.d/nvidia.toml';
  const importing = 'version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n';

  it.each([
    ['1.6.20', `version = 2\n${runc}`],
    ['1.7.27', `version = 2\n${runc}`],
    ['1.7.27', `version = 2\n${old}.cni]\nbin_dir = "/x"\n`],
  ])('is lost in %s because of a later file, which the finding names: %j', async (version, other) => {
    const host = hostWith(`${importing}${runc}${kataOld}`).put(dropIn, other);
    const lost = await findingsOf(host, 'handler-lost', version);

    expect(lost).toMatchObject([{ severity: 'medium', subject: 'kata', advice: [{ file: dropIn }, { file }] }]);
    expect(lost[0]?.message).toContain(`${file}:5`);
    expect(lost[0]?.message).toContain(`${dropIn}:2`);
    expect(lost[0]?.message).toContain('no runtime for "kata" is configured');
  });

  it('is there after the advice is followed', async () => {
    const host = hostWith(`${importing}${runc}${kataOld}`).put(dropIn, `version = 2\n${runc}`);
    const [lost] = await findingsOf(host, 'handler-lost', '1.7.27');

    host.put(dropIn, `version = 2\n${runc}${lost?.advice[0]?.snippet}`);

    expect(await findingsOf(host, 'handler-lost', '1.7.27')).toEqual([]);
    expect((await handlers(host, versionOption('1.7.27'))).handlers).toContainEqual(
      expect.objectContaining({ handler: 'kata', available: true, path: kataShim }),
    );
  });

  it.each([
    ['2.2.0', kataOld],
    ['2.3.4', `version = 4\n${kataOld}`],
  ])('is in a section that %s does not read in such a file', async (version, config) => {
    const host = hostWith(config);
    const [lost] = await findingsOf(host, 'handler-lost', version);

    expect(lost).toMatchObject({ subject: 'kata', advice: [{ file }] });
    host.put(file, `${config.includes('version') ? 'version = 4' : 'version = 3'}\n${lost?.advice[0]?.snippet}`);

    expect(await findingsOf(host, 'handler-lost', version)).toEqual([]);
    expect((await handlers(host, versionOption(version))).handlers).toContainEqual(
      expect.objectContaining({ handler: 'kata', available: true }),
    );
  });
});

describe('CRI that fails', () => {
  const spec = 'base_runtime_spec = "/etc/spec.json"';

  it.each([
    [
      '1.7.27',
      `version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.crun]\nruntime_type = "a.b"\n`,
      2,
    ],
    ['1.6.20', `[plugins.cri.containerd.runtimes.crun]\nruntime_type = "a.b"\n`, 1],
  ])('in %s because a table of handlers replaces runc has the handler to add', async (version, config, line) => {
    const host = hostWith(config);
    const [found] = await findingsOf(host, 'cri-fails', version);

    expect(found?.message).toContain('no corresponding runtime configured');
    expect(found?.message).toContain(`${file}:${line}`);
    host.put(file, `${config}${found?.advice[0]?.snippet}`);
    expect((await handlers(host, versionOption(version))).cri.state).toBe('served');
  });

  it.each([
    ['1.7.27', 'version = 2', 'io.containerd.grpc.v1.cri'],
    ['2.3.4', 'version = 3', 'io.containerd.cri.v1.runtime'],
  ])('in %s because of a base_runtime_spec that is missing has its line', async (version, first, section) => {
    const config = `${first}\n[plugins."${section}".containerd.runtimes.runc]\nruntime_type = "io.containerd.runc.v2"\n${spec}\n`;
    const [found] = await findingsOf(hostWith(config), 'cri-fails', version);

    expect(found?.message).toContain('open /etc/spec.json: no such file or directory');
    expect(found?.message).toContain(`${file}:4`);
    expect(found?.advice[0]?.command).toContain('ctr oci spec > /etc/spec.json');
    expect(found?.advice[1]?.text).toContain('line 4');
  });
});

describe('runtime_path', () => {
  const section = '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes';
  const config = `version = 2\n${section}.runc]\nruntime_type = "io.containerd.runc.v2"\n${section}.k]\nruntime_type = "io.containerd.runc.v2"\nruntime_path = "${kataShim}"\n`;

  it.each(['1.6.0', '1.6.20', '1.7.0'])('has no effect in %s, which the finding says', async (version) => {
    const found = await findingsOf(hostWith(config), 'containerd-key-ignored', version);

    expect(found).toMatchObject([{ severity: 'medium', subject: `${file}:6` }]);
    expect(found[0]?.message).toContain('runtime_path of the CRI handler "k"');
    expect(found[0]?.advice[0]?.text).toContain(version.startsWith('1.7') ? '1.7.1' : '1.6.21');
  });

  it.each(['1.6.21', '1.7.1', '2.2.0'])('counts in %s', async (version) => {
    expect(await findingsOf(hostWith(config), 'containerd-key-ignored', version)).toEqual([]);
  });
});

describe('advice about a handler', () => {
  const three = (name: string, ...lines: readonly string[]) =>
    `version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${name}]\n${lines.join('\n')}\n`;
  const runcType = 'runtime_type = "io.containerd.runc.v2"';

  it.each([
    ['a shim that is elsewhere', three('x', 'runtime_type = "io.containerd.kata.v2"'), `runtime_path = "${kataShim}"`],
    [
      'a runtime_path that is elsewhere',
      three('x', 'runtime_type = "io.containerd.kata.v2"', 'runtime_path = "/usr/bin/containerd-shim-kata-v2"'),
      `runtime_path = "${kataShim}"`,
    ],
    [
      'a runtime_path with a blank',
      three('x', 'runtime_type = "io.containerd.kata.v2"', `runtime_path = "${kataShim} "`),
      `runtime_path = "${kataShim}"`,
    ],
    ['a type with a blank', three('x', 'runtime_type = "io.containerd.runc.v2 "'), runcType],
    ['a type that is the name of a file', three('x', 'runtime_type = "containerd-shim-runc-v2"'), runcType],
    ['a missing type', three('x', 'options = { BinaryName = "runc" }'), runcType],
    [
      'an OCI runtime that is elsewhere',
      three('x', runcType, 'options = { BinaryName = "/usr/bin/crun" }'),
      'BinaryName = "/usr/local/bin/crun"',
    ],
    [
      'options for a type that is not exactly the one of runc',
      three('x', 'runtime_type = "runc.v2"', 'options = { SystemdCgroup = true }'),
      runcType,
    ],
    ['an option of a wrong type', three('x', runcType, 'options = { SystemdCgroup = "true" }'), 'SystemdCgroup = true'],
    ['a sandboxer that does not exist', three('x', runcType, 'sandboxer = "pod"'), 'sandboxer = "podsandbox"'],
    [
      'a sandboxer with which containerd panics',
      three('x', runcType, 'sandboxer = "shim"'),
      'sandboxer = "podsandbox"',
    ],
  ])('for %s has the key to write', async (_, config, line) => {
    const host = hostWith(config).program('/usr/local/bin/crun');
    const { advice, available } = await resolveHandler(host, 'x');

    expect(available).toBe(false);
    expect(advice[0]).toMatchObject({ file, command: 'systemctl restart containerd' });
    expect(advice[0]?.snippet).toMatch(/^\[plugins\."io\.containerd\.cri\.v1\.runtime"\.containerd\.runtimes\.x[.\]]/);
    expect(advice[0]?.snippet).toContain(line);
  });

  it.each([
    ['2.2.0', 'version = 3\n', '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.kata]'],
    ['2.2.0', 'version = 2\n', '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]'],
    ['1.7.27', 'version = 2\n', '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]'],
    ['1.7.27', '', '[plugins.cri.containerd.runtimes.kata]'],
    ['2.2.0', undefined, '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.kata]'],
    ['1.7.27', undefined, '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]'],
  ])('for a name without a handler works in %s with the file %j', async (version, config, header) => {
    const host = newHost().base().program(kataShim);
    if (config !== undefined) host.put(file, config);
    const { advice } = await resolveHandler(host, 'kata', version);

    expect(advice[0]?.file).toBe(file);
    expect(advice[0]?.snippet).toContain(header);
    host.put(file, `${config ?? ''}${advice[0]?.snippet}`);
    expect((await resolveHandler(host, 'kata', version)).available).toBe(true);
    expect((await resolveHandler(host, 'runc', version)).available).toBe(true);
  });

  it('for an OCI runtime of the catalogue names it in the options', async () => {
    const host = newHost().base().program('/usr/bin/nvidia-container-runtime', '/usr/bin/nvidia-ctk');
    const { advice } = await resolveHandler(host, 'nvidia');

    expect(advice[0]?.command).toContain('nvidia-ctk runtime configure --runtime=containerd');
    expect(advice[1]?.snippet).toContain('BinaryName = "/usr/bin/nvidia-container-runtime"');
  });

  it.each([
    ['Runc', '"runc"'],
    ['io.containerd.runc.v2', '"runc"'],
  ])('for %s names the handler that is meant', async (name, meant) => {
    expect((await resolveHandler(hostWith('version = 3\n'), name)).advice[0]?.text).toContain(`Ask for ${meant}`);
  });

  it('for a CRI that is disabled has the list without it', async () => {
    const host = hostWith('disabled_plugins = ["cri"]\n');
    const { advice } = await resolveHandler(host, 'runc', '1.7.27');

    expect(advice).toMatchObject([{ file, snippet: 'disabled_plugins = []\n' }]);
  });
});

describe('a file of additions that nothing imports', () => {
  const additions = '/etc/containerd/conf.d/99-nvidia.toml';
  const nvidia = `version = 3
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.nvidia]
  runtime_type = 'io.containerd.runc.v2'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.nvidia.options]
  BinaryName = '/usr/bin/nvidia-container-runtime'
`;
  const host = (config: string) =>
    newHost().base().program('/usr/bin/nvidia-container-runtime').put(additions, nvidia).put(file, config);

  it.each(['2.0.5', '2.2.0'])('is to be imported: with the advice for %s, the handler works', async (version) => {
    const before = await resolveHandler(host('version = 3\n'), 'nvidia', version);
    const [advice] = before.advice;
    const after = await resolveHandler(host(`${advice?.snippet}\nversion = 3\n`), 'nvidia', version);

    expect(before.available).toBe(false);
    expect(advice).toMatchObject({ file, snippet: 'imports = ["/etc/containerd/conf.d/*.toml"]' });
    expect(advice?.text).toContain(`"${additions}" has a handler "nvidia", but nothing imports it`);
    expect(after).toMatchObject({ available: true, verdict: 'configured' });
  });

  it('keeps the imports that are there', async () => {
    const { advice } = await resolveHandler(host('version = 3\nimports = ["/etc/more/*.toml"]\n'), 'nvidia', '2.0.5');

    expect(advice[0]?.snippet).toBe('imports = ["/etc/more/*.toml", "/etc/containerd/conf.d/*.toml"]');
  });

  it('is not to be imported by 1.x, where its section would replace the one of the main file', async () => {
    const { advice } = await resolveHandler(host('version = 2\n'), 'nvidia', '1.7.24');

    expect(advice.map(({ text }) => text).join()).not.toContain('imports');
  });
});
