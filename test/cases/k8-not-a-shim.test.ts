import { describe, expect, it } from 'vitest';
import type { HandlersAnswer } from '../../src/model/answers.ts';
import { advised, check, findingsAbout, parsed, type ResolutionJson, resolve, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const config = '/etc/containerd/config.toml';
const runtimes = 'plugins."io.containerd.grpc.v1.cri".containerd.runtimes';

/** A host with a handler `x` in a file of version 2. */
function hostWith(handler: string): CaseHost {
  return newHost()
    .base()
    .program('/usr/bin/crun', '/usr/bin/kata-runtime', '/usr/local/bin/containerd-shim-runsc-v1')
    .put(config, `version = 2\n[${runtimes}.runc]\nruntime_type = "io.containerd.runc.v2"\n${handler}`);
}

async function handlerX(host: CaseHost): Promise<HandlersAnswer['handlers'][number] | undefined> {
  const outcome = await host.run(['handlers', '--json', '--containerd-version=2.2.0']);
  return parsed<HandlersAnswer>(outcome).handlers.find(({ handler }) => handler === 'x');
}

const runc = 'runtime_type = "io.containerd.runc.v2"';
const options = (binaryName: string) => `[${runtimes}.x.options]\nBinaryName = "${binaryName}"\n`;

describe.each([
  [
    'runtime_path of an OCI runtime',
    `${runc}\nruntime_path = "/usr/bin/crun"`,
    'not-a-shim',
    '"/usr/bin/crun" is not a shim: it is an OCI runtime, which a shim starts',
    `${runc}\n${options('/usr/bin/crun')}`,
  ],
  [
    'runtime_type that is the path of an OCI runtime',
    'runtime_type = "/usr/bin/crun"',
    'not-a-shim',
    '"/usr/bin/crun" is not a shim: it is an OCI runtime, which a shim starts',
    `${runc}\n${options('/usr/bin/crun')}`,
  ],
  [
    'BinaryName of a shim',
    `${runc}\n${options('/usr/local/bin/containerd-shim-runsc-v1')}`,
    'not-an-oci-runtime',
    '"/usr/local/bin/containerd-shim-runsc-v1" is not an OCI runtime: it is a shim of containerd',
    'runtime_type = "io.containerd.runsc.v1"',
  ],
  [
    'type of a shim that an OCI runtime does not have',
    'runtime_type = "io.containerd.crun.v2"',
    'not-installed',
    'binary not installed "containerd-shim-crun-v2"',
    `${runc}\n${options('/usr/bin/crun')}`,
  ],
])('a handler with a %s', (_, handler, reason, message, corrected) => {
  it('starts no pod, for the reason', async () => {
    const host = hostWith(`[${runtimes}.x]\n${handler}\n`);

    expect(await handlerX(host)).toMatchObject({ available: false, unavailable: { reason } });
    expect(words(findingsAbout(await check(host), '"x"'))).toContain(message);
  });

  it('has advice to write what starts', async () => {
    const host = hostWith(`[${runtimes}.x]\n${handler}\n`);
    const { advice } = parsed<ResolutionJson>(await host.run(['resolve', '--client=cri', '--json', 'x']));

    const lines = corrected.split('\n').filter((line) => line.startsWith('BinaryName') || line.includes('runsc'));
    expect(advised({ advice: advice ?? [] })).toContain(lines[0]);
    expect(await handlerX(hostWith(`[${runtimes}.x]\n${corrected}\n`))).toMatchObject({ available: true });
  });
});

it('a handler whose shim lacks a library is not available, as the runtime is not', async () => {
  const host = hostWith(`[${runtimes}.x]\n${runc}\n${options('/usr/bin/youki')}`);
  host.put('/usr/bin/youki', '#!/usr/bin/env nothere\n', 0o755).program('/usr/bin/env');

  expect(await handlerX(host)).toMatchObject({ available: false, unavailable: { reason: 'interpreter-missing' } });
});

describe('a runtimeType of Docker that is the path of an OCI runtime', () => {
  const host = () =>
    newHost()
      .base()
      .program('/usr/local/bin/runsc')
      .daemonJson({ runtimes: { g: { runtimeType: '/usr/local/bin/runsc' } } });

  it('is not available, and the entry to write has a path', async () => {
    const answer = await resolve(host(), 'g');

    expect(answer.unavailable).toEqual({
      reason: 'not-a-shim',
      message: '"/usr/local/bin/runsc" is not a shim: it is an OCI runtime, which a shim starts',
    });
    expect(answer.error).toBeUndefined();
    expect(advised({ advice: answer.advice ?? [] })).toContain('"path": "/usr/local/bin/runsc"');
  });

  it('gets the option of ctr that starts it', async () => {
    const { advice } = await resolve(host(), '/usr/local/bin/runsc', '--client=containerd');

    expect(advice?.[0]?.command).toContain('--runc-binary /usr/local/bin/runsc');
  });
});

it.each(['/opt/my/shim', '/usr/local/bin/my-crun', '/opt/crun/containerd-shim-crun-v2'])(
  'a program at %s may be a shim',
  async (path) => {
    const host = newHost()
      .base()
      .program(path)
      .daemonJson({ runtimes: { x: { runtimeType: path } } });

    expect((await resolve(host, 'x')).available).toBe(true);
  },
);

describe('the name of a shim that no project has', () => {
  it.each([
    ['io.containerd.crun.v2', '/usr/bin/crun', '"path": "/usr/bin/crun"'],
    ['io.containerd.youki.v1', '/opt/youki/bin/youki', '"path": "/opt/youki/bin/youki"'],
    ['io.containerd.gvisor.v1', '/usr/local/bin/containerd-shim-runsc-v1', '--runtime io.containerd.runsc.v1'],
    ['io.containerd.runsc.v2', '/usr/local/bin/containerd-shim-runsc-v1', '--runtime io.containerd.runsc.v1'],
  ])('%s leads to what is installed at %s', async (name, program, expected) => {
    const { advice } = await resolve(newHost().base().program(program), name);

    expect(advised({ advice: advice ?? [] })).toContain(expected);
    expect(advised({ advice: advice ?? [] })).not.toContain('Install');
  });

  it.each([
    ['runsc', 'io.containerd.runsc.v1'],
    ['io.containerd.gvisor.v1', 'io.containerd.runsc.v1'],
  ])('runtimeType %s of an entry leads to the type that is installed', async (runtimeType, expected) => {
    const host = newHost().base().program('/usr/local/bin/containerd-shim-runsc-v1');
    const { advice } = await resolve(host.daemonJson({ runtimes: { g: { runtimeType } } }), 'g');

    expect(advice?.[0]?.snippet).toContain(`"runtimeType": "${expected}"`);
  });

  it('leads to the program to install where nothing is installed', async () => {
    const { advice } = await resolve(newHost().base(), 'io.containerd.nvidia.v1');

    expect(advised({ advice: advice ?? [] })).toContain('Install "nvidia-container-runtime"');
  });
});
