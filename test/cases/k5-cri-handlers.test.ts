import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { HandlersAnswer } from '../../src/model/answers.ts';
import { Finding } from '../../src/model/inventory/finding.ts';
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

async function handlers(host: CaseHost, version = two) {
  const { stdout } = await host.run(['handlers', '--json', ...version]);
  return HandlersAnswer.parse(JSON.parse(stdout));
}

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
    expect(stdout).toMatch(/^# CRI is not served because /);
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
