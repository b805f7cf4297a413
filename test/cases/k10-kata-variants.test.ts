import { expect, it } from 'vitest';
import { resolve } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const config = '/opt/kata/share/defaults/kata-containers/configuration-fc.toml';

/** Kata as its own releases install it: one shim, and a configuration for each hypervisor. */
function kata(): CaseHost {
  return newHost().base().program('/usr/local/bin/containerd-shim-kata-v2').put(config, '[hypervisor.firecracker]\n');
}

async function firstAdvice(host: CaseHost, name: string, ...options: readonly string[]) {
  const { advice = [] } = await resolve(host, name, ...options);
  return advice[0];
}

it.each(['kata-fc', 'io.containerd.kata-fc.v2'])('%s is an entry with the configuration, for Docker', async (name) => {
  const advice = await firstAdvice(kata(), name);
  const entry = { runtimeType: 'io.containerd.kata.v2', options: { ConfigPath: config } };
  expect(JSON.parse(advice?.snippet ?? '')).toEqual({ runtimes: { 'kata-fc': entry } });
});

it('is a handler with the configuration, for CRI', async () => {
  const advice = await firstAdvice(kata(), 'kata-fc', '--client', 'cri');
  expect(advice?.snippet).toContain('runtime_type = "io.containerd.kata.v2"\n');
  expect(advice?.snippet).toContain(`ConfigPath = "${config}"\n`);
});

it('needs Docker 24 and a configuration', async () => {
  const get = 'Install "containerd-shim-kata-fc-v2" from Kata Containers';
  expect((await firstAdvice(kata(), 'kata-fc', '--docker-version', '23.0.6'))?.text).toContain(get);
  expect((await firstAdvice(kata(), 'kata-clh'))?.text).toContain('Install "containerd-shim-kata-clh-v2"');
});

it.each([
  ['containerd', 'io.containerd.kata-fc.v2', `--runtime io.containerd.kata.v2 --runtime-config-path ${config} `],
  ['containerd', 'io.containerd.crun.v2', '--runc-binary /usr/bin/crun '],
  ['nerdctl', 'io.containerd.kata-fc.v2', '--runtime io.containerd.kata.v2 '],
  ['nerdctl', 'io.containerd.crun.v2', '--runtime /usr/bin/crun'],
])('%s reads no daemon.json, so the advice on %s is an option', async (client, name, option) => {
  const { advice = [] } = await resolve(kata().program('/usr/bin/crun'), name, '--client', client);
  expect(advice.map(({ text, command = '' }) => `${text} ${command}`).join('\n')).toContain(option);
  expect(JSON.stringify(advice)).not.toContain('daemon.json');
});

it('names the shim that replaced the first runtime of containerd', async () => {
  const advice = await firstAdvice(newHost().base(), 'io.containerd.runtime.v1.linux');
  expect(advice?.text).toContain('Use "io.containerd.runc.v2": containerd 2 and Docker 23 do not have');
});
