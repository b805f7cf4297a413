import { expect, it } from 'vitest';
import type { Program } from '../../src/model/inventory/program.ts';
import { parsed } from './answers.ts';
import { elf } from './elf.ts';
import { type CaseHost, newHost } from './host.ts';
import { startContainer } from './running.ts';

async function programsOf(host: CaseHost): Promise<readonly Program[]> {
  return parsed<{ programs: readonly Program[] }>(await host.run(['list', '--all', '--json'])).programs;
}

function brief(programs: readonly Program[]): unknown[] {
  return programs.map(({ role, path, pid, state, file }) => [role, path, pid, state, file?.size]);
}

const size = elf().length;

it('list --all --json shows what the daemons and the OCI runtime are, with their packages', async () => {
  const host = newHost().running().package('runc', '1.1.5+ds1-1', '/usr/bin/runc');

  const programs = await programsOf(host);

  expect(brief(programs)).toEqual([
    ['containerd', '/usr/bin/containerd', 200, 'current', size],
    ['dockerd', '/usr/bin/dockerd', 300, 'current', size],
    ['oci-runtime', '/usr/bin/runc', undefined, undefined, size],
  ]);
  expect(programs[2]?.file).toMatchObject({
    mode: '0755',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    format: { kind: 'elf' },
    version: '1.1.5',
    versionSource: 'package',
    package: { manager: 'dpkg', name: 'runc', version: '1.1.5+ds1-1', verified: null },
  });
});

it('a daemon whose file was replaced is shown next to the file that the next start executes', async () => {
  const host = newHost()
    .base()
    .process(200, { argv: ['/usr/bin/containerd'], exe: '/usr/bin/containerd (deleted)' })
    .socket(200, '/run/containerd/containerd.sock')
    .process(300, {
      argv: ['/opt/dockerd', '--containerd=/run/containerd/containerd.sock'],
      exe: '/opt/dockerd (deleted)',
    });

  const programs = await programsOf(host);
  const { stdout } = await host.run(['list', '--all']);

  expect(brief(programs).slice(0, 3)).toEqual([
    ['containerd', '/usr/bin/containerd', undefined, undefined, size],
    ['containerd', '/usr/bin/containerd', 200, 'replaced', undefined],
    ['dockerd', '/opt/dockerd', 300, 'deleted', undefined],
  ]);
  expect(stdout).toMatch(/^\/usr\/bin\/containerd .* does not run$/m);
  expect(stdout).toMatch(/^\/usr\/bin\/containerd .* runs, pid 200: another file is there now$/m);
  expect(stdout).toMatch(/^\/opt\/dockerd .* runs, pid 300: its file is deleted$/m);
});

it('programs that configurations and containers name by their paths are shown, each once', async () => {
  const host = newHost()
    .running()
    .program('/opt/crun', '/opt/youki', '/opt/kata/containerd-shim-kata-v2', '/srv/containerd-shim-x-v1')
    .link('/opt/crun', '/usr/bin/crun')
    .daemonJson({
      runtimes: {
        crun: { path: '/usr/bin/crun' },
        same: { path: '/usr/bin/crun' },
        kata: { runtimeType: '/opt/kata/containerd-shim-kata-v2' },
        gone: { runtimeType: '/opt/gone/containerd-shim-gone-v1' },
      },
    })
    .put(
      '/etc/containerd/config.toml',
      'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.x]\nruntime_type = "io.containerd.x.v1"\nruntime_path = "/srv/containerd-shim-x-v1"\n',
    );
  startContainer(host, { id: 'job', shim: 500, init: 501, files: { runtime: '/opt/youki' } });

  const programs = await programsOf(host);

  expect(programs.slice(2).map(({ role, path, realPath }) => [role, path, realPath])).toEqual([
    ['oci-runtime', '/opt/youki', undefined],
    ['oci-runtime', '/usr/bin/crun', '/opt/crun'],
    ['oci-runtime', '/usr/bin/runc', undefined],
    ['shim', '/opt/kata/containerd-shim-kata-v2', undefined],
    ['shim', '/srv/containerd-shim-x-v1', undefined],
  ]);
  for (const { file } of programs) expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

it('a containerd inside dockerd is the same program, and an image shows what would start', async () => {
  const embedded = newHost()
    .base()
    .daemonJson({ features: { 'embedded-containerd': true } })
    .process(300, { argv: ['/usr/bin/dockerd'] })
    .socket(300, '/run/docker.sock');
  const image = newHost().base();

  expect(brief(await programsOf(embedded)).slice(0, 1)).toEqual([
    ['dockerd', '/usr/bin/dockerd', 300, 'current', size],
  ]);
  expect(brief(await programsOf(image)).slice(0, 2)).toEqual([
    ['containerd', '/usr/bin/containerd', undefined, undefined, size],
    ['dockerd', '/usr/bin/dockerd', undefined, undefined, size],
  ]);
});
