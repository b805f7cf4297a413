import { describe, expect, it } from 'vitest';
import { list, resolve, runtimeOf, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const unitFile = (daemon: string) => `/usr/lib/systemd/system/${daemon}.service`;
const runcShim = 'containerd-shim-runc-v2';

/** A host whose containerd does not run, and has its programs in a directory of its own. */
function withUnit(lines: string, host = newHost()): CaseHost {
  return host.program('/usr/bin/runc', '/usr/bin/dockerd').put(unitFile('containerd'), `[Service]\n${lines}\n`);
}

/** The release of a program, as its package has it. */
function installed(host: CaseHost, packages: Readonly<Record<string, readonly [version: string, file: string]>>) {
  const status = Object.entries(packages).map(
    ([name, [version]]) => `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\n`,
  );
  host.put('/var/lib/dpkg/status', status.join('\n'));
  for (const [name, [, file]] of Object.entries(packages)) {
    host.program(file).put(`/var/lib/dpkg/info/${name}.list`, `${file}\n`);
  }
}

describe('a containerd that does not run', () => {
  it('has the shim next to the program of its unit', async () => {
    const host = withUnit('ExecStart=/opt/cd/containerd').program('/opt/cd/containerd', `/opt/cd/${runcShim}`);

    const answer = await resolve(host, 'runc');

    expect(answer).toMatchObject({ status: 0, available: true, path: `/opt/cd/${runcShim}` });
  });

  it('has the shim next to the real file behind a link', async () => {
    const host = withUnit('ExecStart=/usr/bin/containerd')
      .program('/opt/cd/containerd', `/opt/cd/${runcShim}`)
      .link('/opt/cd/containerd', '/usr/bin/containerd');

    expect((await resolve(host, 'runc')).path).toBe(`/opt/cd/${runcShim}`);
  });

  it('does not have the shim next to another containerd', async () => {
    const host = withUnit('Environment=PATH=/opt/other\nExecStart=/opt/cd/containerd');
    host.program('/opt/cd/containerd', '/opt/other/containerd', '/usr/bin/containerd', `/usr/bin/${runcShim}`);

    expect(await resolve(host, 'runc')).toMatchObject({ status: 1, available: false });
  });

  it.each([
    ['ExecSearchPath=', 'ExecSearchPath=/opt/cd\nExecStart=containerd', '/opt/cd'],
    ["systemd's own directories, not PATH", 'Environment=PATH=/opt/cd\nExecStart=containerd', '/usr/bin'],
    ['the PATH that env(1) sets', 'ExecStart=/usr/bin/env PATH=/opt/cd containerd', '/opt/cd'],
  ])('that its unit names without a directory is searched in %s', async (_, lines, directory) => {
    const host = withUnit(lines).program('/usr/bin/containerd', '/opt/cd/containerd', `${directory}/${runcShim}`);

    expect(await resolve(host, 'runc')).toHaveProperty(
      'attempts',
      expect.arrayContaining([
        expect.objectContaining({ step: 'executable-directory', path: `${directory}/${runcShim}` }),
      ]),
    );
  });

  it('has the version of the program of its unit', async () => {
    const host = withUnit('ExecStart=/usr/bin/containerd');
    installed(host, {
      containerd: ['1.6.20~ds1-1', '/usr/bin/containerd'],
      'containerd.io': ['2.1.9-1', '/usr/local/bin/containerd'],
    });

    const { stdout } = await host.run(['export', 'prometheus']);

    expect(stdout).toContain('containerd_version="1.6.20"');
  });

  it('has the PATH that env(1) gives it', async () => {
    const host = withUnit('ExecStart=/usr/bin/env PATH=/opt/x:/usr/bin /usr/bin/containerd');
    host.program('/usr/bin/containerd', `/opt/x/${runcShim}`);

    const answer = await list(host);

    expect(runtimeOf(answer, 'runc')).toMatchObject({ available: true, path: `/opt/x/${runcShim}` });
    expect(words(answer.sources)).toContain('The PATH is the one that containerd.service gives containerd');
  });
});

describe('a dockerd that does not run', () => {
  it('has the rules of the program of its unit', async () => {
    const host = newHost().base().program('/usr/local/bin/dockerd', '/usr/bin/containerd-shim-kata-v2');
    host.put(unitFile('docker'), '[Service]\nExecStart=/usr/sbin/dockerd -H fd://\n');
    installed(host, { 'docker.io': ['20.10.24+dfsg1-1', '/usr/sbin/dockerd'] });

    const answer = await resolve(host, 'io.containerd.kata.v2');

    expect(answer).toMatchObject({ status: 1, verdict: 'refused', refusal: 'not-configured' });
    expect(answer.cause).toContain('Docker 20.10.24 accepts only configured names');
  });

  it('has no version of another dockerd where the program of its unit is missing', async () => {
    const host = newHost().base();
    host.put(unitFile('docker'), '[Service]\nExecStart=/opt/gone/dockerd\n');
    installed(host, { 'docker.io': ['20.10.24+dfsg1-1', '/usr/bin/dockerd'] });

    const { stdout } = await host.run(['export', 'prometheus']);

    expect(stdout).toContain('docker_version=""');
  });
});
