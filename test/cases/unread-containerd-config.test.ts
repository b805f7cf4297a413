import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/inventory/finding.ts';
import type { Process } from '../../src/model/inventory/process.ts';
import type { Runtime } from '../../src/model/inventory/runtime.ts';
import type { SourceState } from '../../src/model/inventory/source.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Outcome } from '../cli/run-shimdex.ts';
import { parsed } from './answers.ts';
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
    why: `containerd does not start with "${file}" as it is now: ${refusedText}`,
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

    expect(table.stdout).toMatch(/^500 .* unknown$/m);
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
  expect(advice).toMatchObject([{ text: expect.stringContaining(`line 3 of "${file}"`), file }]);
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
