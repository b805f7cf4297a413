import { describe, expect, it } from 'vitest';
import { check, list, parsed, read, resolve, runtimeOf, serious, words } from './answers.ts';
import { desktop, type ForeignEngine, foreignEngines, ownInfo, snap, unnamed } from './engines.ts';
import { type CaseHost, newHost } from './host.ts';

/** A distribution whose own Docker files were edited, and an Engine that never reads them. */
async function editedHost({ info, version }: ForeignEngine): Promise<CaseHost> {
  const host = newHost().program('/usr/bin/nvidia-container-runtime');
  host.daemonJson({
    'default-runtime': 'nvidia',
    runtimes: { nvidia: { path: 'nvidia-container-runtime' }, crun: { path: '/usr/bin/crun' } },
  });
  await host.engine(info, version === undefined ? {} : { version });
  return host;
}

describe.each(foreignEngines)('$title', (engine) => {
  it('check holds no file of this host against it', async () => {
    const host = await editedHost(engine);

    const outcome = await host.run(['check', '--json']);

    expect(serious(parsed(outcome))).toEqual([]);
    expect(outcome.status).toBe(0);
    expect(outcome.stdout).not.toMatch(/systemctl reload|SIGHUP|reload-needed|restart-needed|next-start-fails/);
  });

  it('list shows its runtimes as unknown', async () => {
    const answer = await list(await editedHost(engine));

    const { DefaultRuntime, Runtimes } = engine.info as { DefaultRuntime: string; Runtimes: object };
    expect(answer.defaultRuntime).toBe(DefaultRuntime);
    for (const name of Object.keys(Runtimes)) {
      expect(runtimeOf(answer, name)).toMatchObject({ name, available: null });
    }
    expect(runtimeOf(answer, 'nvidia')).toBeUndefined();
  });

  it('what its containers use, and whether it drifts, is not known', async () => {
    const host = await editedHost(engine);

    const { stdout: answer } = await host.run(['list', '--json']);
    const { stdout: metrics } = await host.run(['export', 'prometheus']);

    expect(answer).not.toContain('"usedBy"');
    expect(metrics).not.toMatch(/^shimdex_(runtime_containers|config_drift)/m);
  });

  it('check says whose it is and which file configures it', async () => {
    const text = await read(await editedHost(engine), 'check');

    expect(text).toMatch(engine.owner);
    expect(text).toMatch(engine.configuredIn);
  });

  it('resolve says of a name that only the file of this host has where it is configured', async () => {
    const { status, ...resolution } = await resolve(await editedHost(engine), 'nvidia');

    // Podman has words and rules of its own for such a name.
    const isPodman = engine.title === 'Podman';
    expect(status).toBe(isPodman ? 3 : 1);
    expect(resolution).toMatchObject(
      isPodman ? { verdict: 'unknown', permitted: null, available: null } : { verdict: 'refused', available: false },
    );
    expect(resolution.error === undefined).toBe(isPodman);
    const help = words([resolution.note, resolution.advice]);
    expect(help).toContain('/etc/docker/daemon.json');
    expect(help).toMatch(engine.owner);
    expect(help).toMatch(engine.configuredIn);
    expect(help).not.toMatch(/systemctl reload docker|reload Docker/i);
  });

  it('export docker-info adds no warning', async () => {
    const host = await editedHost(engine);

    const info = parsed<{ Warnings?: string[] | null }>(await host.run(['export', 'docker-info']));

    expect(info.Warnings ?? []).toEqual([]);
  });
});

it('list says whose a foreign Engine is', async () => {
  const text = await read(await editedHost(desktop), 'list');

  expect(text).toMatch(desktop.owner);
  expect(text).toMatch(desktop.configuredIn);
});

it('check does not call a foreign Engine not found', async () => {
  const host = newHost();
  await host.engine(foreignEngines[0]?.info ?? {});

  expect(await read(host, 'check')).toMatch(/^Note: the running Docker Engine is /m);
});

it('resolve cannot tell whether a runtime of a foreign Engine would start', async () => {
  const { status, ...resolution } = await resolve(await editedHost(desktop), 'runc');

  expect(resolution).toMatchObject({ permitted: true, available: null });
  expect(status).toBe(3);
});

it('resolve cannot tell whether a foreign Engine has a shim, wherever this host has one', async () => {
  const host = await editedHost(unnamed);
  host.program('/usr/local/bin/containerd-shim-kata-v2', '/usr/bin/containerd');

  const { status, ...resolution } = await resolve(host, 'io.containerd.kata.v2');

  expect(resolution).toMatchObject({ verdict: 'unknown', available: null });
  expect(status).toBe(3);
});

it('export docker-info passes the Engine on without runtimes of this host', async () => {
  const host = await editedHost(desktop);
  host.program('/usr/local/bin/containerd-shim-kata-v2', '/usr/bin/containerd');

  const info = parsed<{ Runtimes: object }>(await host.run(['export', 'docker-info']));

  expect(Object.keys(info.Runtimes).sort()).toEqual(['io.containerd.runc.v2', 'runc']);
});

it('check does not mention files in a container that has only the socket', async () => {
  const host = newHost();
  await host.engine(unnamed.info);

  const answer = await check(host);

  expect(serious(answer)).toEqual([]);
  expect(words(answer)).toMatch(/not a process of this host/i);
});

it('a foreign Engine keeps its own runtimes that this host has no file of', async () => {
  const host = newHost();
  const Runtimes = { runc: { path: 'runc' }, nvidia: { path: 'nvidia-container-runtime' } };
  await host.engine({ ...unnamed.info, Runtimes, DefaultRuntime: 'nvidia' });

  const { status, ...resolution } = await resolve(host, 'nvidia');

  expect(resolution).toMatchObject({ permitted: true, available: null });
  expect(status).toBe(3);
  expect(serious(await check(host))).toEqual([]);
});

it('files of Docker Desktop in a WSL distribution are not to be renamed', async () => {
  const host = newHost().program('/usr/bin/containerd', '/usr/bin/containerd-shim-runhcs-v1.exe');
  await host.engine(desktop.info);

  expect(await read(host, 'check')).not.toMatch(/rename/i);
});

it('an Engine is foreign while a containerd of this host runs for Kubernetes alone', async () => {
  const host = newHost().base();
  host.process(200, { argv: ['/usr/bin/containerd'] }).socket(200, '/run/containerd/containerd.sock');
  host.daemonJson({ 'default-runtime': 'nvidia', runtimes: { nvidia: { path: '/nowhere' } } });
  await host.engine(snap.info);

  const answer = await check(host);

  expect(serious(answer)).toEqual([]);
  expect(runtimeOf(await list(host), 'runc')).toMatchObject({ available: null });
});

it('an Engine at a socket that was named is foreign where the dockerd of this host listens elsewhere', async () => {
  const host = newHost().running();
  host.daemonJson({ runtimes: { nvidia: { path: '/nowhere' } } });
  await host.engine(desktop.info, { path: '/run/desktop/docker.sock' });

  const answer = await list(host, '--docker-socket=/run/desktop/docker.sock');

  expect(runtimeOf(answer, 'runc')).toMatchObject({ available: null });
  expect(runtimeOf(answer, 'nvidia')).toBeUndefined();
});

it("the Engine of this host's own dockerd is not foreign", async () => {
  const host = newHost()
    .running()
    .daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });
  await host.engine(ownInfo);

  expect(runtimeOf(await list(host), 'runc')).toMatchObject({ available: true });
  expect(words(await check(host))).toContain('crun');
});

it('an Engine whose dockerd is known by its pid file alone is not foreign', async () => {
  const host = newHost().base();
  host.process(300, { argv: ['/usr/bin/dockerd'] }).put('/run/docker.pid', '300');
  await host.engine(ownInfo);

  expect(runtimeOf(await list(host), 'runc')).toMatchObject({ available: true });
});
