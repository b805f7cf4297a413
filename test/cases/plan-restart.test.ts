import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PlanAnswer } from '../../src/model/answers.ts';
import { type CaseHost, newHost } from './host.ts';
import { startContainer } from './running.ts';

const gone = '/opt/old/containerd-shim-runc-v2';

it('plan restart shows a lost container first, why, and what to do; the status is 1', async () => {
  const host = newHost().running();
  startContainer(host, { id: 'web', shim: 500, init: 600, shimPath: gone });

  const table = await host.run(['plan', 'restart']);
  const json = await host.run(['plan', 'restart', '-o', 'json']);

  expect([table.status, json.status, table.stderr]).toEqual([1, 1, '']);
  expect(table.stdout).toMatch(/^A restart of containerd loses 1 of 1 container: 1 unmanaged\n/);
  expect(table.stdout).toMatch(
    /^unmanaged {2}default\/web {2}.* {2}500 .*The file that started its shim is not there any more/m,
  );
  expect(table.stdout).toContain(`-> Put "${gone}" back BEFORE the restart`);
  expect(PlanAnswer.parse(JSON.parse(json.stdout))).toMatchObject({
    action: 'restart',
    containers: [{ id: 'web', outcome: 'unmanaged', reason: 'shim-file-missing', pid: 500 }],
  });
});

/** containerd and dockerd in services of systemd, as the case changes them. */
function serviceHost(dockerUnit: string) {
  const host = newHost().running();
  host.put('/lib/systemd/system/containerd.service', '[Service]\nExecStart=/usr/bin/containerd\nKillMode=process\n');
  host.put('/etc/systemd/system/containerd.service.d/own.conf', '[Service]\nKillMode=mixed\n');
  host.put('/lib/systemd/system/docker.service', `[Unit]\n${dockerUnit}\n[Service]\nExecStart=/usr/bin/dockerd\n`);
  host.put('/proc/200/cgroup', '0::/system.slice/containerd.service\n');
  return host.put('/proc/300/cgroup', '1:name=systemd:/system.slice/docker.service\n0::/\n');
}

it('plan restart reads what systemd adds from units and drop-ins', async () => {
  const { units } = await planOf(serviceHost('Requires=containerd.service'));

  expect(units).toEqual([
    {
      unit: 'containerd.service',
      message:
        'KillMode=mixed ("/etc/systemd/system/containerd.service.d/own.conf", line 2) kills the shims together with containerd, unless they are in other control groups',
    },
    {
      unit: 'docker.service',
      message:
        'Requires=containerd.service ("/lib/systemd/system/docker.service", line 2) restarts dockerd together with containerd, which stops its containers, because live-restore is off',
    },
  ]);
});

it('plan restart counts live-restore of daemon.json', async () => {
  const host = serviceHost('BindsTo=containerd.service').daemonJson({ 'live-restore': true });

  const { units } = await planOf(host);

  expect(units[1]?.message).toMatch(/which keeps its containers, because live-restore is on$/);
});

it('plan restart does not know what a drop-in says that shimdex may not read', async () => {
  const host = serviceHost('');
  const dropIn = '/etc/systemd/system/docker.service.d/own.conf';
  host.put(dropIn, '[Unit]\nBindsTo=containerd.service\n');
  host.put('/etc/systemd/system/containerd.service.d/own.conf', '[Service]\nEnvironmentFile=/etc/secret\n');
  host.put('/etc/secret', 'A=b\n');
  startContainer(host, { id: 'web', namespace: 'moby', shim: 500, init: 600 });
  startContainer(host, { id: 'job', shim: 510, init: 610 });
  const ask = async () => {
    const { stdout } = await host.runAsStranger(['plan', 'restart', '--json']);
    const { containers, units } = PlanAnswer.parse(JSON.parse(stdout));
    return { outcomes: containers.map(({ id, outcome }) => `${id} ${outcome}`), units, containers };
  };

  chmodSync(host.at('/etc/secret'), 0o600);
  const withSecret = await ask();
  chmodSync(host.at(dropIn), 0o600);
  const closed = await ask();

  expect(withSecret.units.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^BindsTo=containerd\.service .* restarts dockerd/),
  ]);
  expect(closed.outcomes.toSorted()).toEqual(['job kept', 'web unknown']);
  const why = `restarts, too: shimdex may not read "${dropIn}"`;
  expect(closed.containers.find(({ id }) => id === 'web')?.message).toContain(why);
  expect(closed.units).toEqual([
    {
      unit: 'docker.service',
      message: `It is not known whether dockerd restarts together with containerd: shimdex may not read "${dropIn}"`,
    },
  ]);
});

async function planOf(host: CaseHost): Promise<PlanAnswer> {
  const { stdout } = await host.run(['plan', 'restart', '--json']);
  return PlanAnswer.parse(JSON.parse(stdout));
}

it('plan restart does not know the containers of a host whose processes are hidden', async () => {
  const host = newHost().base().link('77', '/proc/self');

  const { status, stdout } = await host.run(['plan', 'restart']);

  expect(status).toBe(3);
  expect(stdout).toMatch(/^What a restart of containerd does to containers is not known\ncontainerd is not seen\n/);
  expect(stdout).toMatch(/^It is not known which containers run: .*processes/m);
});

it('plan upgrade gives no release that is only assumed', async () => {
  const host = newHost().base();

  const { stdout } = await host.run(['plan', 'upgrade', '--json']);
  const text = await host.run(['plan', 'upgrade']);
  const given = await host.run(['plan', 'upgrade', '--to', '2.1.0', '--json']);

  expect(JSON.parse(stdout)).toMatchObject({ action: 'upgrade', supported: null });
  expect(JSON.parse(stdout)).not.toHaveProperty('to');
  expect(text.stdout).toContain('containerd does not run\n');
  expect(text.stdout).not.toMatch(/ starts$/m);
  expect(JSON.parse(given.stdout)).toMatchObject({ to: '2.1.0' });
});

it('plan upgrade says which change of release is not supported', async () => {
  const host = newHost().running().package('containerd', '1.6.20~ds1-1', '/usr/bin/containerd');

  const { stdout } = await host.run(['plan', 'upgrade', '--to', '2.2.7']);

  expect(stdout).toContain(
    'Not supported: containerd supports an upgrade by one minor release, or to the next long-term release, not from 1.6 to 2.2',
  );
});

it.each([
  [['plan', 'reboot'], 'Cannot plan "reboot": write restart or upgrade'],
  [['plan', 'upgrade', '--to', 'new'], 'Cannot use --to "new": write a version, such as "2.2.7"'],
  [['plan', 'upgrade', '--to', '2'], 'Cannot use --to "2": write a version, such as "2.2.7"'],
  [
    ['plan', 'restart', '--to', '2.2.7'],
    'Cannot use --to with restart, which starts the file on disk: write "shimdex plan upgrade"',
  ],
])('%j is wrong usage', async (words, message) => {
  expect(await newHost().run(words)).toEqual({ status: 2, stdout: '', stderr: `shimdex: ${message}\n` });
});
