import { describe, expect, it } from 'vitest';
import { lostContainers } from '../../../src/core/plan/lost.ts';
import { planRestart } from '../../../src/core/plan/plan.ts';
import { planUpgrade } from '../../../src/core/plan/plan-upgrade.ts';
import type { Subject } from '../../../src/core/plan/planned.ts';
import { runningSubjects } from '../../../src/core/plan/subjects.ts';
import type { DaemonService } from '../../../src/model/host/daemon-service.ts';
import { containerd, docker, executable, finding, handler, inventory, missing, plan, runtime } from '../../builders.ts';
import { bundle, readContainer, runningContainer, runningFacts } from '../forecast/running-container.ts';

type Given = Parameters<typeof runningContainer>[0];

function subject(given: Given = {}): Subject {
  return { container: runningContainer(given), runtime: 'io.containerd.runc.v2', pid: 7 };
}

const at = { file: '/etc/systemd/system/x.service', line: 3 };

function service(unit: string, given: Partial<DaemonService> = {}): DaemonService {
  return { unit, killMode: { value: 'process', from: at }, stopsWith: [], ...given };
}

function outcomes({ containers }: ReturnType<typeof planRestart>): string[] {
  return containers.map(({ namespace, id, outcome, reason }) => `${namespace}/${id} ${outcome} ${reason}`);
}

const facts = { containerd: containerd({ version: '2.1.9' }), docker: docker({ liveRestore: false }) };

describe('planRestart()', () => {
  it.each([
    [
      { pid: 7, version: '2.1.9' },
      { runs: true, from: '2.1.9', to: '2.1.9', supported: true },
    ],
    [
      { pid: 7, version: '2.3.4', versionSource: 'assumed' as const },
      { runs: true, supported: null },
    ],
    [{ version: '1.6.20' }, { runs: false, to: '1.6.20', supported: true }],
    [
      { version: '2.3.4', versionSource: 'assumed' as const },
      { runs: false, supported: null },
    ],
  ])('says which containerd runs and which one starts, as far as that is known: %o', (given, expected) => {
    const { pid: _, ...installed } = containerd();
    const { runs, from, to, supported } = planRestart(
      { subjects: [] },
      { ...facts, containerd: { ...installed, ...given } },
    );

    expect(JSON.parse(JSON.stringify({ runs, from, to, supported }))).toEqual(expected);
  });

  it('keeps a healthy container', () => {
    const planned = planRestart({ subjects: [subject()] }, facts);

    expect(planned).toMatchObject({ from: '2.1.9', to: '2.1.9', supported: true, advice: [], units: [] });
    expect(planned.summary).toBe('A restart of containerd keeps 1 container');
  });

  it('shows the lost containers first, and what to do before the restart', () => {
    const lost = subject({ bundle: bundle({ id: 'z' }), shimFile: { found: false, why: 'file-missing' } });

    const planned = planRestart({ subjects: [subject(), lost] }, facts);

    expect(outcomes(planned)).toEqual(['moby/z unmanaged shim-file-missing', 'moby/web kept reconnects']);
    expect(planned.summary).toBe('A restart of containerd loses 1 of 2 containers: 1 unmanaged, 1 kept');
    expect(planned.advice).toEqual([
      {
        text: 'Put "/usr/bin/containerd-shim-runc-v2" back BEFORE the restart: with any version of it, the containers keep running. After the restart, it is too late',
      },
    ]);
  });

  it('applies the rules of the file on disk, which a restart starts', () => {
    const installed = { path: '/usr/bin/containerd', isRunning: false, version: '1.7.24' };

    const planned = planRestart(
      { subjects: [subject()] },
      { ...facts, containerd: containerd({ ...facts.containerd, installed }) },
    );

    expect(planned).toMatchObject({ from: '2.1.9', to: '1.7.24', supported: false });
    expect(outcomes(planned)).toEqual(['moby/web killed no-address']);
  });

  it.each([
    ['control-group', ['moby/web killed systemd-kills-shim']],
    ['mixed', ['moby/web killed systemd-kills-shim']],
    ['process', ['moby/web kept reconnects']],
    ['none', ['moby/web kept reconnects']],
  ])('takes into account that KillMode=%s decides about the shims', (value, expected) => {
    const services = { containerd: service('containerd.service', { killMode: { value, from: at } }) };

    const planned = planRestart({ subjects: [subject()] }, { ...facts, services });

    expect(outcomes(planned)).toEqual(expected);
    expect(planned.units.length).toBe(expected[0]?.includes('killed') ? 1 : 0);
  });

  it.each([
    ['debian', '/etc/systemd/system/containerd.service.d/kill-mode.conf'],
    ['nixos', '/run/systemd/system/containerd.service.d/kill-mode.conf'],
  ])('names a place for the drop-in that %s lets an administrator write', (os, file) => {
    const services = { containerd: service('containerd.service', { killMode: { value: 'mixed', from: at } }) };
    const running = containerd({ ...facts.containerd, os });

    const { advice } = planRestart({ subjects: [subject()] }, { ...facts, services, containerd: running });

    expect(advice[0]).toMatchObject({ file, command: 'systemctl daemon-reload' });
  });

  it.each([
    [false, 'moby/web killed docker-stops'],
    [true, 'moby/web kept reconnects'],
    [undefined, 'moby/web unknown not-known'],
  ])('takes into account that dockerd stops too, with live-restore %s', (liveRestore, expected) => {
    const stopsWith = [{ setting: 'BindsTo' as const, unit: 'containerd.service', from: at }];
    const services = { containerd: service('containerd.service'), dockerd: service('docker.service', { stopsWith }) };
    const other = subject({ bundle: bundle({ namespace: 'k8s.io' }) });
    const { liveRestore: _, ...rest } = facts.docker;

    const planned = planRestart(
      { subjects: [subject(), other] },
      { ...facts, services, docker: liveRestore === undefined ? rest : { ...rest, liveRestore } },
    );

    expect(outcomes(planned).sort()).toEqual(['k8s.io/web kept reconnects', expected].sort());
    expect(planned.units).toMatchObject([{ unit: 'docker.service' }]);
  });

  it.each([
    [{}, 'unknown', 'It is killed or kept, because it is not known whether systemd kills its shim: '],
    [{ shimProcess: 'gone' as const }, 'killed', ''],
  ])('does not know what systemd does to a shim by a unit that may not be read: %o', (given, outcome, message) => {
    const denied = '/etc/systemd/system/containerd.service.d/own.conf';
    const services = { containerd: service('containerd.service', { denied }) };

    const planned = planRestart({ subjects: [subject(given)] }, { ...facts, services });

    expect(planned.containers).toMatchObject([{ outcome }]);
    expect(planned.containers[0]?.message).toContain(message);
    expect(planned.units).toMatchObject([{ message: expect.stringContaining(`shimdex may not read "${denied}"`) }]);
  });

  it('knows that containers are kept with live-restore, whatever restarts dockerd', () => {
    const services = {
      containerd: service('containerd.service'),
      dockerd: service('docker.service', { denied: '/x' }),
    };

    const planned = planRestart(
      { subjects: [subject()] },
      { ...facts, services, docker: docker({ liveRestore: true }) },
    );

    expect(outcomes(planned)).toEqual(['moby/web kept reconnects']);
  });

  it('does not call a container lost if that is unknown', () => {
    const { shimFile: _, ...container } = runningContainer();

    const planned = planRestart({ subjects: [{ ...subject(), container }] }, facts);

    expect(outcomes(planned)).toEqual(['moby/web unknown not-known']);
    expect(lostContainers(planned)).toEqual([]);
  });

  it('says why the containers that run are not known', () => {
    expect(planRestart({ subjects: [], unread: 'Cannot list "/run"' }, facts)).toMatchObject({
      unread: 'Cannot list "/run"',
      summary: 'What a restart of containerd does to containers is not known',
    });
  });
});

describe('runningSubjects()', () => {
  const running = runningFacts(readContainer());
  const world = { containerd: facts.containerd, inspect: () => executable() };

  it('completes what was read with the files of the host', () => {
    const { subjects } = runningSubjects(running, world, '2.1.9');

    expect(subjects).toMatchObject([
      {
        runtime: 'io.containerd.runc.v2',
        pid: 7,
        container: { shimFile: { found: true }, taskApi: 3, ociRuntime: true, shimOciRuntime: true },
      },
    ]);
  });

  it('sees that the shim and the OCI runtime are gone', () => {
    const { subjects } = runningSubjects(running, { ...world, inspect: () => missing() }, '2.1.9');

    expect(subjects).toMatchObject([
      { container: { shimFile: { found: false, why: 'file-missing' }, ociRuntime: false, shimOciRuntime: false } },
    ]);
  });

  it('gives the reason where containers cannot be listed', () => {
    expect(runningSubjects({ troubles: ['Cannot list "/run"'] }, world, '2.1.9').unread).toBe('Cannot list "/run"');
    expect(runningSubjects(undefined, world, '2.1.9').unread).toBe('What runs was not read');
  });
});

describe('planUpgrade()', () => {
  it('lists what stops starting, and the findings that appear', () => {
    const seen = {
      runtimes: [runtime({ name: 'a' })],
      handlers: [handler({ handler: 'h' })],
      plan: plan({ from: '1.7.24' }),
    };
    const now = inventory({ ...seen });
    const unavailable = { reason: 'shim-unsupported' as const, message: 'refused' };
    const afterwards = inventory({
      host: { ...now.host, containerd: { ...now.host.containerd, version: '2.3.4' } },
      runtimes: [runtime({ name: 'a', available: false, unavailable })],
      handlers: [],
      findings: [finding({ code: 'handler-lost', subject: 'h' }), finding({ code: 'upgrade-pending' })],
    });

    expect(planUpgrade(now, afterwards, '2.3.4')).toMatchObject({
      action: 'upgrade',
      from: '1.7.24',
      to: '2.3.4',
      supported: true,
      stopsStarting: [
        { kind: 'runtime', name: 'a', message: 'refused' },
        { kind: 'handler', name: 'h', message: 'containerd does not have it' },
      ],
      newFindings: [{ code: 'handler-lost' }],
    });
  });

  it('does not say that a containerd runs which is only installed', () => {
    const now = inventory({ plan: plan({ runs: false, to: '1.6.20' }) });

    const planned = planUpgrade(now, inventory({ plan: plan({ runs: false, to: '2.1.0' }) }), '2.1.0');

    expect(planned.runs).toBe(false);
    expect(planned.from).toBeUndefined();
    expect(planned.to).toBe('2.1.0');
  });
});
