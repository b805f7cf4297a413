import { describe, expect, it } from 'vitest';
import { advised, resolve, words } from './answers.ts';
import { newHost } from './host.ts';

describe.each([
  ['nvidia', '/usr/bin/nvidia-container-runtime'],
  ['crun', '/usr/bin/crun'],
  ['crun', '/usr/local/bin/crun'],
  ['runsc', '/usr/local/bin/runsc'],
  ['youki', '/usr/local/bin/youki'],
  ['sysbox-runc', '/usr/bin/sysbox-runc'],
])('%s is installed as %s and not configured', (name, path) => {
  it('resolve has the entry to add', async () => {
    const { status, ...resolution } = await resolve(newHost().running().program(path), name);

    expect(status).toBe(1);
    expect(resolution.error).toBe(`unknown or invalid runtime name: ${name}`);
    expect(advised(resolution)).toContain(path);
    const entry = resolution.advice?.find(({ snippet }) => snippet !== undefined);
    expect(entry?.file).toBe('/etc/docker/daemon.json');
    expect(JSON.parse(entry?.snippet ?? '')).toMatchObject({ runtimes: { [name]: { path } } });
  });
});

it('resolve nvidia has the command of the toolkit first', async () => {
  const host = newHost().running().program('/usr/bin/nvidia-container-runtime', '/usr/bin/nvidia-ctk');

  const { advice = [] } = await resolve(host, 'nvidia');

  expect(advice[0]?.command).toContain('nvidia-ctk runtime configure --runtime=docker');
  expect(words(advice)).toMatch(/reload|restart/);
});

it('resolve nvidia has no command of a toolkit that is not there', async () => {
  const host = newHost().running().program('/usr/bin/nvidia-container-runtime');

  expect(words((await resolve(host, 'nvidia')).advice?.map(({ command }) => command))).not.toContain('nvidia-ctk');
});

it('resolve nvidia names the file of a rootless dockerd to the toolkit', async () => {
  const host = newHost().base().program('/usr/bin/nvidia-container-runtime', '/usr/bin/nvidia-ctk');
  const environ = { HOME: '/home/ann', XDG_RUNTIME_DIR: '/run/user/1000', ROOTLESSKIT_STATE_DIR: '/run/user/1000/x' };
  host.process(400, { argv: ['dockerd'], exe: '/usr/bin/dockerd', environ });

  const resolution = await resolve(host, 'nvidia');

  expect(advised(resolution)).toContain('/home/ann/.config/docker/daemon.json');
  expect(words(resolution.advice?.map(({ command }) => command))).not.toContain('sudo systemctl reload docker');
});

it('the entry to add keeps what the daemon.json has', async () => {
  const host = newHost()
    .running()
    .program('/usr/bin/crun')
    .daemonJson({ runtimes: { runsc: { path: 'runsc' } } });

  expect(advised(await resolve(host, 'crun'))).not.toMatch(/replace/i);
});

it('resolve kata has the entry of runtimeType for the shim that is installed', async () => {
  const host = newHost().running().program('/usr/bin/kata-runtime', '/usr/local/bin/containerd-shim-kata-v2');

  const resolution = await resolve(host, 'kata');

  expect(words([resolution.advice, resolution.didYouMean])).toContain('io.containerd.kata.v2');
  expect(words(resolution.advice)).not.toMatch(/"path": *"[^"]*kata-runtime"/);
});

it('an OCI runtime that is not installed is not called installed', async () => {
  const resolution = await resolve(newHost().running(), 'crun');

  expect(resolution.verdict).toBe('refused');
  expect(words(resolution.advice)).not.toMatch(/is installed/);
});

it('resolve nvidia without the toolkit says what to install', async () => {
  expect(advised(await resolve(newHost().running(), 'nvidia'))).toMatch(
    /nvidia-container-toolkit|NVIDIA Container Toolkit/,
  );
});

it('an OCI runtime in the home of a user is found too', async () => {
  const host = newHost().running().program('/home/ann/.local/bin/crun');

  expect(advised(await resolve(host, 'crun'))).toContain('/home/ann/.local/bin/crun');
});

it('gives the toolkit of NVIDIA the name that was asked for', async () => {
  const host = newHost().base().program('/usr/bin/nvidia-container-runtime', '/usr/bin/nvidia-ctk');
  const { advice = [] } = await resolve(host, 'nvidia-container-runtime');
  expect(advice[0]?.command).toBe(
    'nvidia-ctk runtime configure --runtime=docker --nvidia-runtime-name=nvidia-container-runtime && systemctl restart docker',
  );
});
