import { describe, expect, it } from 'vitest';
import { check, resolve } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const rke2 = '/var/lib/rancher/rke2/agent/etc/containerd';
const k3s = '/var/lib/rancher/k3s/agent/etc/containerd';

/** A host whose only containerd reads a file that another program writes. */
function kept(config: string, text: string, unit = ''): CaseHost {
  const host = newHost().program('/opt/x/bin/containerd', '/opt/x/bin/containerd-shim-runc-v2', '/opt/x/bin/runc');
  host.program('/usr/local/bin/containerd-shim-kata-v2').put(config, text);
  host.process(50, { argv: ['/opt/x/bin/containerd', '--config', config, '--address', '/run/x/containerd.sock'] });
  if (unit === '') return host;
  host.put(`/etc/systemd/system/${unit}`, `[Service]\nExecStart=/usr/local/bin/${unit.split(/[-.]/)[0]} agent\n`);
  return host.put('/proc/50/cgroup', `0::/system.slice/${unit}\n`);
}

async function adviceFor(host: CaseHost, name = 'kata', ...options: readonly string[]) {
  const { advice = [] } = await resolve(host, name, '--client', 'cri', ...options);
  return advice[0];
}

it('puts a handler where a distribution of Kubernetes imports files of its users', async () => {
  const text = `version = 3\nimports = ["${rke2}/config-v3.toml.d/*.toml"]\n`;
  const advice = await adviceFor(kept(`${rke2}/config.toml`, text, 'rke2-agent.service'));
  expect(advice).toEqual({
    text: `Add a handler "kata" to "${rke2}/config-v3.toml.d/local.toml", then restart containerd; RKE2 writes "${rke2}/config.toml" again whenever it starts`,
    command: 'systemctl restart rke2-agent',
    file: `${rke2}/config-v3.toml.d/local.toml`,
    snippet:
      'version = 3\n\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.kata]\nruntime_type = "io.containerd.kata.v2"\n',
  });
});

it.each([
  ['version = 3', 'config-v3.toml.tmpl', '2.1.4'],
  ['version = 2', 'config.toml.tmpl', '2.1.4'],
  ['version = 2', 'config.toml.tmpl', '1.7.27'],
])('puts a handler into the template of k3s: %s, %s, containerd %s', async (text, template, version) => {
  const advice = await adviceFor(kept(`${k3s}/config.toml`, `${text}\n`), 'kata', '--containerd-version', version);
  expect(advice).toMatchObject({ file: `${k3s}/${template}`, command: 'systemctl restart k3s' });
  expect(advice?.text).toContain('a new template begins with {{ template "base" . }}');
  expect(advice?.snippet).not.toContain('version =');
});

it('knows the files of k0s and of MicroK8s', async () => {
  const k0s = await adviceFor(kept('/etc/k0s/containerd.toml', 'version = 2\n'));
  expect(k0s).toMatchObject({ file: '/etc/k0s/containerd.d/local.toml', command: 'systemctl restart k0sworker' });
  const microk8s = await adviceFor(kept('/var/snap/microk8s/7/args/containerd.toml', 'version = 2\n'));
  const file = '/var/snap/microk8s/7/args/containerd-template.toml';
  expect(microk8s).toMatchObject({ file, command: 'snap restart microk8s.daemon-containerd' });
});

it('lets no tool edit a file that is written again', async () => {
  const host = kept(`${k3s}/config.toml`, 'version = 3\n').program('/usr/bin/nvidia-container-runtime');
  const advice = await adviceFor(host.program('/usr/bin/nvidia-ctk'), 'nvidia');
  expect(advice).toMatchObject({ file: `${k3s}/config-v3.toml.tmpl`, command: 'systemctl restart k3s' });
});

it('says of a line in a written file where to change it', async () => {
  const { findings } = await check(kept(`${k3s}/config.toml`, 'version = 3\nroot = nothing\n'));
  const refused = findings.find(({ code }) => code === 'containerd-config-refused');
  expect(refused?.advice[0]?.file).toBe(`${k3s}/config-v3.toml.tmpl`);
  expect(refused?.advice[0]?.text).toMatch(/^Fix the TOML error in line 2, .*; k3s makes /);
});

it('does not write into the Nix store', async () => {
  const config = await adviceFor(kept('/nix/store/abc-containerd.toml', 'version = 3\n'));
  expect(config?.file).toBeUndefined();
  expect(config?.text).toContain('set virtualisation.containerd.settings there');
  expect(config?.command).toBe('nixos-rebuild switch');

  const host = newHost().base().program('/usr/bin/crun').put('/nix/store/abc-daemon.json', '{}');
  host.process(300, { argv: ['/usr/bin/dockerd', '--config-file=/nix/store/abc-daemon.json'] });
  const { advice = [] } = await resolve(host, 'crun');
  expect(advice[0]?.file).toBeUndefined();
  expect(advice[0]?.text).toContain('set virtualisation.docker.daemon.settings there');
});

it.each([
  [
    'nixos',
    'NixOS',
    'change environment.etc."containerd/config.toml" there',
    'nixos-rebuild switch && systemctl restart containerd',
  ],
  ['debian', 'Nix', 'change what makes this link to the store of Nix', undefined],
])('does not write through a link into the Nix store, on %s', async (os, who, how, command) => {
  const file = '/etc/containerd/config.toml';
  const host = newHost().base().program('/usr/bin/containerd-shim-kata-v2').put('/etc/os-release', `ID=${os}\n`);
  host.link('/etc/static/containerd/config.toml', file).link('/nix/store/abc-etc/etc', '/etc/static');
  host.put('/nix/store/abc-etc/etc/containerd/config.toml', 'version = 3\n');

  const advice = await adviceFor(host);

  expect(advice?.file).toBeUndefined();
  expect(advice?.text).toContain(`; ${who} makes "${file}" from its configuration: ${how}`);
  expect(advice?.command).toBe(command);
});

it.each([
  [`${k3s}/config.toml`, 'k3s-agent.service', 'Restart k3s', 'systemctl restart k3s-agent'],
  [`${rke2}/config.toml`, 'containerd.service', 'Start RKE2', 'systemctl restart rke2-server'],
  ['/etc/k0s/containerd.toml', '', 'Restart k0s', 'systemctl restart k0sworker'],
  ['/var/snap/microk8s/7/args/containerd.toml', '', 'Restart MicroK8s', 'snap restart microk8s.daemon-containerd'],
])('lets the writer of a missing %s write it', async (file, unit, start, command) => {
  const host = newHost().base();
  if (start.startsWith('Restart')) host.process(50, { argv: ['/usr/bin/containerd', '--config', file] });
  if (unit !== '')
    host.put(`/etc/systemd/system/${unit}`, `[Service]\nExecStart=/usr/bin/containerd --config ${file}\n`);
  if (unit !== '') host.put('/proc/50/cgroup', `0::/system.slice/${unit}\n`);

  const { findings } = await check(host);

  expect(findings.find(({ code }) => code === 'containerd-config-refused')?.advice).toEqual([
    { text: `${start}: it writes "${file}" whenever it starts, before it starts containerd`, command },
  ]);
});

it('restarts and changes the service that runs this containerd', async () => {
  const host = kept('/etc/containerd/config.toml', 'version = 3\n', 'k3s-agent.service');
  host.program('/opt/kata/bin/containerd-shim-urunc-v2').put('/usr/local/bin/containerd-shim-urunc-v2', '', 0o644);
  const { advice = [] } = await resolve(host, 'io.containerd.urunc.v2', '--client', 'containerd');
  const dropIn = advice.find(({ snippet }) => snippet?.includes('PATH='));
  expect(dropIn).toMatchObject({
    file: '/etc/systemd/system/k3s-agent.service.d/path.conf',
    command: 'systemctl daemon-reload && systemctl restart k3s-agent',
  });
  expect(dropIn?.text).toContain('PATH of k3s-agent.service');
});

it('restarts the Docker of the snap, which has no docker.service', async () => {
  const file = '/var/snap/docker/7/config/daemon.json';
  const host = newHost().base().program('/usr/bin/crun').put(file, '{}');
  host.process(300, { argv: ['/usr/bin/dockerd', `--config-file=${file}`] });
  const { advice = [] } = await resolve(host, 'crun');
  expect(advice[0]).toMatchObject({ file, command: 'snap restart docker' });
});

it.each([
  [0, '/run/docker', 'systemctl', 'restart docker', '/etc/systemd/system/docker.service.d'],
  [1000, '/run/user/1000/docker', 'systemctl --user', 'restart docker', '~/.config/systemd/user/docker.service.d'],
])('restarts the dockerd that started this containerd, of user %s', async (uid, state, systemctl, restart, dropIns) => {
  const config = `${state}/containerd/containerd.toml`;
  const host = newHost().base().program('/opt/kata/bin/containerd-shim-urunc-v2').put(config, 'version = 2\n');
  host.process(50, { argv: ['/usr/bin/containerd', '--config', config], uid });
  const options = ['--client', 'containerd', '--containerd', '50'];
  const { advice = [] } = await resolve(host, 'io.containerd.urunc.v2', ...options);
  const dropIn = advice.find(({ snippet }) => snippet?.includes('PATH='));
  expect(dropIn).toMatchObject({
    file: `${dropIns}/path.conf`,
    command: `${systemctl} daemon-reload && ${systemctl} ${restart}`,
  });
});

describe('a host whose files of systemd or of programs are fixed', () => {
  const kata = '/opt/kata/bin/containerd-shim-kata-v2';
  const on = (os: string, path: string, ...programs: readonly string[]) => {
    const host = newHost()
      .base()
      .program(kata, ...programs)
      .put('/usr/lib/os-release', `NAME=x\nID="${os}"\n`);
    return host.process(50, { argv: ['/usr/bin/containerd'], environ: { PATH: path } });
  };
  const adviceOn = async (host: CaseHost) => {
    const { advice = [] } = await resolve(host, 'io.containerd.kata.v2', '--client', 'containerd');
    return advice;
  };

  it('gets the PATH of a service of NixOS from the configuration of NixOS', async () => {
    expect(await adviceOn(on('nixos', '/nix/store/abc-runc/bin'))).toEqual([
      {
        text: `"containerd-shim-kata-v2" is at "${kata}", which is not on containerd's PATH: add "/opt/kata/bin" to the PATH of containerd.service, then restart containerd`,
        command: 'nixos-rebuild switch',
        file: '/etc/nixos/configuration.nix',
        snippet: 'systemd.services.containerd.path = [ "/opt/kata" ];\n',
      },
    ]);
  });

  it('gets a whole PATH on NixOS, where a part of it cannot work', async () => {
    const { findings } = await check(on('nixos', 'bin:/nix/store/abc/bin'));
    const advice = findings.find(({ code }) => code === 'search-path-relative')?.advice[0];
    expect(advice?.command).toBe('nixos-rebuild switch');
    expect(advice?.snippet).toMatch(
      /^systemd\.services\.containerd\.environment\.PATH = lib\.mkForce "\/nix\/store\/abc\/bin:\/usr\/local\/sbin:.*";\n$/,
    );
  });

  it('gets no link into /usr on Flatcar, and one into /opt/bin', async () => {
    const [first] = await adviceOn(on('flatcar', '/usr/local/bin:/usr/bin', '/usr/local/bin/x'));
    expect(first?.file).toBe('/etc/systemd/system/containerd.service.d/path.conf');
    const [link] = await adviceOn(on('flatcar', '/usr/local/bin:/opt/bin', '/usr/local/bin/x', '/opt/bin/x'));
    expect(link?.command).toBe(`ln -s ${kata} /opt/bin/containerd-shim-kata-v2`);
  });

  it.each([
    ['talos', 'install a system extension that has the program'],
    ['bottlerocket', 'use a variant that has the program'],
  ])('gets no drop-in on %s', async (os, remedy) => {
    const advice = await adviceOn(on(os, '/usr/bin:/usr/local/bin', '/usr/local/bin/x'));
    expect(advice).toHaveLength(1);
    expect(advice[0]?.text).toContain(remedy);
    expect(advice[0]).not.toHaveProperty('file');
    expect(advice[0]).not.toHaveProperty('command');
  });
});

it('puts a handler into the machine configuration of Talos', async () => {
  const advice = await adviceFor(kept('/etc/cri/containerd.toml', 'version = 3\n'));
  expect(advice?.text).toContain(
    'write the change into "/etc/cri/conf.d/20-customization.part" with machine.files there',
  );
  expect(advice?.command).toBe('talosctl edit machineconfig');
  expect(advice?.snippet).toMatch(/^\[plugins/);
});
