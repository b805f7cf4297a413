import { appendFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/inventory/finding.ts';
import type { Process } from '../../src/model/inventory/process.ts';
import type { Runtime } from '../../src/model/inventory/runtime.ts';
import type { SourceState } from '../../src/model/inventory/source.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Outcome } from '../cli/run-shimdex.ts';
import { parsed, type ResolutionJson, sourceOf } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';
import { startContainer, startShim } from './running.ts';

const file = '/etc/containerd/config.toml';
const refusedText = 'failed to unmarshal TOML at row 3 column 5: toml: expected character =';

interface Unread {
  readonly how: string;
  /** What keeps shimdex from knowing the settings that containerd started with. */
  readonly spoil: (host: CaseHost, config: string) => unknown;
  readonly run: (host: CaseHost, args: readonly string[]) => Promise<Outcome>;
  readonly why: string;
}

const unread: readonly Unread[] = [
  {
    how: 'is refused',
    spoil: (host, config) => host.put(file, `${config}oops\n`),
    run: (host, args) => host.run(args),
    why: `containerd refuses "${file}" as it is now and would not start: ${refusedText}`,
  },
  {
    how: 'may not be read',
    spoil: (host, config) => host.put(file, config, 0o600),
    run: (host, args) => host.runAsStranger(args),
    why: `Cannot read "${file}": permission denied`,
  },
];

const ofState = 'version = 2\nstate = "/data/state"\n';

/** A containerd that keeps the state of a shim that runs somewhere else. */
function stateHost(...flags: readonly string[]): CaseHost {
  const host = newHost()
    .base()
    .process(200, { argv: ['/usr/bin/containerd', ...flags] })
    .socket(200, '/run/containerd/containerd.sock')
    .put(file, ofState);
  startShim(host, { id: 'web', shim: 500 });
  return host;
}

describe.each(unread)('a configuration of containerd that $how', ({ spoil, run, why }) => {
  const notKnown = `It is not known where containerd keeps its containers: ${why}`;
  const spoiled = () => {
    const host = stateHost();
    spoil(host, ofState);
    return host;
  };

  it('makes the plan unknown', async () => {
    const host = spoiled();

    const table = await run(host, ['plan', 'restart']);
    const json = await run(host, ['plan', 'restart', '--json']);

    expect([table.status, json.status]).toEqual([3, 3]);
    expect(table.stdout).toMatch(/^What a restart of containerd does to containers is not known\b/);
    expect(table.stdout).toContain(`It is not known which containers run: ${notKnown}\n`);
    const plan = parsed<Plan & { sources: readonly SourceState[] }>(json);
    expect(plan).toMatchObject({ unread: notKnown, containers: [] });
    expect(plan.sources).toContainEqual({ source: 'containers', state: 'unreadable', message: notKnown });
  });

  it('makes the containers of a shim unknown', async () => {
    const host = spoiled();

    const table = await run(host, ['ps']);
    const { processes } = parsed<{ processes: readonly Process[] }>(await run(host, ['ps', '--json']));

    expect(table.stdout).toMatch(/^500 .* -$/m);
    expect(processes).toMatchObject([{ pid: 500, containers: [], containersUnknown: true }]);
  });

  it('leaves out how many containers use a runtime', async () => {
    const { runtimes } = parsed<{ runtimes: readonly Runtime[] }>(await run(spoiled(), ['list', '--json']));

    expect(runtimes.length).toBeGreaterThan(0);
    for (const runtime of runtimes) expect(runtime).not.toHaveProperty('usedBy');
  });

  it('is reported once', async () => {
    const { findings } = parsed<{ findings: readonly Finding[] }>(await run(spoiled(), ['check', '--json']));

    expect(findings.filter(({ message }) => message.includes(why) || message.includes(refusedText)).length).toBe(1);
  });

  it('does not hide the containers of a containerd that has --state', async () => {
    const host = stateHost('--state', '/run/containerd');
    startContainer(host, { id: 'db', shim: 510, init: 511 });
    spoil(host, ofState);

    const { processes } = parsed<{ processes: readonly Process[] }>(await run(host, ['ps', '--json']));

    expect(processes).toMatchObject([{ pid: 500 }, { pid: 510, containers: [{ id: 'db' }] }]);
    expect(processes.some(({ containersUnknown }) => containersUnknown)).toBe(false);
  });
});

it('plan restart says that containerd would not start again, and what to correct', async () => {
  const host = stateHost();
  appendFileSync(host.at(file), 'oops\n');

  const { summary, advice } = parsed<Plan>(await host.run(['plan', 'restart', '--json']));

  expect(summary).toMatch(/; containerd would not start again with its configuration as it is now$/);
  expect(advice).toEqual([
    {
      text: 'Fix the TOML error in line 3, before containerd is restarted: an entry is a key, then =, then a value',
      file,
    },
  ]);
});

it('plan upgrade knows the containers although the next release refuses the configuration', async () => {
  const host = newHost().running().put(file, 'version = 3\n').package('containerd', '2.1.9-1', '/usr/bin/containerd');
  startContainer(host, { id: 'web', shim: 500, init: 501 });

  const { stdout } = await host.run(['plan', 'upgrade', '--to', '1.7.24', '--json']);

  expect(JSON.parse(stdout)).toMatchObject({ containers: [{ id: 'web' }] });
});

it('the state directory of a containerd that does not run is read from its unit', async () => {
  const host = newHost().base();
  host.put(
    '/lib/systemd/system/containerd.service',
    '[Service]\nExecStart=/usr/bin/containerd --state /data/state\nKillMode=process\n',
  );
  host.put('/data/state/io.containerd.runtime.v2.task/default/web/init.pid', '501');

  const { containers } = parsed<Plan>(await host.run(['plan', 'restart', '--json']));

  expect(containers).toMatchObject([{ id: 'web' }]);
});

const ofOpt = 'version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = "/opendata"\n';

/** A containerd whose opt plugin has a directory of its own, which holds a shim and an OCI runtime. */
function optHost(spoil: Unread['spoil']): CaseHost {
  const host = newHost()
    .running()
    .program('/opendata/bin/containerd-shim-foo-v2', '/opendata/bin/crun')
    .put(file, ofOpt);
  spoil(host, ofOpt);
  return host;
}

const foo = 'io.containerd.foo.v2';

describe.each(unread)('with a configuration of containerd that $how', ({ spoil, run }) => {
  async function resolved(host: CaseHost, ...args: readonly string[]) {
    const outcome = await run(host, ['resolve', '--json', ...args]);
    return { status: outcome.status, ...parsed<ResolutionJson>(outcome) };
  }

  it.each(['docker', 'containerd', 'nerdctl'])('a shim that is not found is unknown to %s', async (client) => {
    const answer = await resolved(optHost(spoil), foo, '--client', client);

    expect(answer).toMatchObject({
      status: 3,
      verdict: 'unknown',
      permitted: true,
      available: null,
      unavailable: {
        reason: 'search-path-unknown',
        message: expect.stringContaining('("/opt/containerd/bin" is assumed)'),
      },
    });
    expect(answer).not.toHaveProperty('error');
    expect(JSON.stringify(answer.advice?.[0])).toContain(file);
    expect(sourceOf(answer, 'search-path')).toMatchObject({
      state: 'assumed',
      message: expect.stringContaining('"/opt/containerd/bin"'),
    });
  });

  it('a shim that containerd finds behind the opt directory and cannot start is unknown', async () => {
    const host = optHost(spoil).put('/usr/bin/containerd-shim-foo-v2', 'no program\n', 0o755);

    expect(await resolved(host, foo)).toMatchObject({
      status: 3,
      available: null,
      path: '/usr/bin/containerd-shim-foo-v2',
    });
  });

  it('a shim that lost its execute bit stays in the list', async () => {
    const host = optHost(spoil).put('/usr/bin/containerd-shim-foo-v2', 'no program\n');
    const { runtimes } = parsed<{ runtimes: readonly Runtime[] }>(await run(host, ['list', '--json']));

    expect(runtimes).toContainEqual(expect.objectContaining({ name: foo, available: null }));
  });

  it('a shim that starts is available, and the opt directory is named as assumed', async () => {
    const answer = await resolved(optHost(spoil), 'io.containerd.runc.v2');

    expect(answer).toMatchObject({ status: 0, available: true, path: '/usr/bin/containerd-shim-runc-v2' });
    expect(sourceOf(answer, 'search-path')?.state).toBe('assumed');
  });

  it.each([
    ['in the working directory', foo, '/containerd-shim-foo-v2'],
    ['at a path', '/usr/lib/containerd-shim-foo-v2', '/usr/lib/containerd-shim-foo-v2'],
  ])('a broken shim %s does not start', async (_, name, path) => {
    const host = optHost(spoil).put(path, 'no program\n', 0o755);

    expect(await resolved(host, name, '--client', 'containerd')).toMatchObject({ status: 1, available: false, path });
  });

  it('an OCI runtime that is not found is unknown, but not one with a path', async () => {
    const host = optHost(spoil).daemonJson({ runtimes: { name: { path: 'crun' }, path: { path: '/usr/bin/crun' } } });

    expect(await resolved(host, 'name')).toMatchObject({ status: 3, verdict: 'configured', available: null });
    expect(await resolved(host, 'path')).toMatchObject({ status: 1, verdict: 'configured', available: false });
  });

  it('nothing is assumed about a PATH that is given', async () => {
    const answer = await resolved(optHost(spoil), foo, '--search-path', '/usr/bin');

    expect(answer).toMatchObject({ status: 1, verdict: 'not-installed', available: false });
    expect(sourceOf(answer, 'search-path')).toEqual({ source: 'search-path', state: 'read' });
  });
});

it('ctr without runc on PATH is unknown while the opt directory is', async () => {
  const host = optHost((spoiled, config) => spoiled.put(file, `${config}oops\n`));
  rmSync(host.at('/usr/bin/runc'));

  const answer = parsed<ResolutionJson>(
    await host.run(['resolve', '--json', '--client', 'containerd', 'io.containerd.runc.v2']),
  );

  expect(answer).toMatchObject({ available: null, unavailable: { reason: 'search-path-unknown' } });
});
