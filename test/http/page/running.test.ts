import { expect, it } from 'vitest';
import { forecast, noProcesses, processCard, unusualFirst } from '../../../public/views/running.js';
import type { Process } from '../../../src/model/inventory/process.ts';
import type { Plan, PlannedContainer } from '../../../src/model/plan.ts';
import { inventory, shim } from '../../builders.ts';

const path = '/usr/bin/containerd-shim-runc-v2';

function process(given: Partial<Process> = {}): Process {
  return {
    pid: 500,
    binary: 'containerd-shim-runc-v2',
    path,
    state: 'current',
    namespace: 'moby',
    containers: [],
    ...given,
  };
}

function container(given: Partial<PlannedContainer>): PlannedContainer {
  return {
    namespace: 'moby',
    id: 'web',
    runtime: 'runc',
    pid: 500,
    outcome: 'kept',
    reason: 'reconnects',
    message: 'its shim answers',
    ...given,
  };
}

function plan(containers: readonly PlannedContainer[], given: Partial<Plan> = {}): Plan {
  const summary = 'One of 3 containers is lost';
  return {
    action: 'restart',
    runs: true,
    supported: true,
    containers: [...containers],
    units: [],
    advice: [],
    summary,
    ...given,
  };
}

it('processCard() shows the file, its state, and the containers by their names', () => {
  const digest = 'a'.repeat(64);
  const { markup } = processCard(
    process({
      state: 'replaced',
      version: '2.1.9',
      containers: [
        { id: digest, name: 'web', runtime: 'runc', state: 'running' },
        { id: digest.replaceAll('a', 'b'), runtime: 'crun', state: 'stopped', unmanaged: true },
      ],
    }),
    inventory({ shims: [shim({ path })] }),
  );

  expect(markup).toContain('>file replaced<');
  expect(markup).toContain('href="#/shim?path=%2Fusr%2Fbin%2Fcontainerd-shim-runc-v2"');
  expect(markup).toContain('<strong>web</strong>');
  expect(markup).toContain('<strong>bbbbbbbbbbbb</strong>');
  expect(markup).toContain('containerd does not know it');
  expect(markup).toContain('version 2.1.9');
});

it('unusualFirst() begins with deleted and replaced files', () => {
  const states = ['current', 'replaced', null, 'deleted'] as const;
  const sorted = unusualFirst(states.map((state, index) => process({ state, pid: index })));

  expect(sorted.map(({ state }) => state)).toEqual(['deleted', 'replaced', null, 'current']);
});

it('forecast() lists what is lost, the worst first, and counts the others', () => {
  const { markup } = forecast(
    plan(
      [
        container({ id: 'a' }),
        container({ id: 'b', outcome: 'removed', message: 'it has ended' }),
        container({ id: 'c', outcome: 'killed', message: 'the shim is gone' }),
        container({ id: 'd' }),
      ],
      { from: '1.7.24', to: '2.1.9', advice: [{ text: 'Put the file back', command: 'cp -a x y' }] },
    ),
  );

  expect([...markup.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, name]) => name)).toEqual(['moby/c', 'moby/b']);
  expect(markup).toContain('2 other containers');
  expect(markup).toContain('containerd 1.7.24 runs, and 2.1.9 starts instead');
  expect(markup).toContain('cp -a x y');
  expect(markup).toContain('data-tone="bad">One of 3 containers is lost');
});

it('noProcesses() has one text where nothing runs, and another where that is not known', () => {
  const message = 'Cannot list "/proc"';
  const hidden = inventory({ sources: [{ source: 'containers', state: 'unreadable', message }] });

  expect(noProcesses(inventory()).markup).toContain('No containers run');
  expect(noProcesses(hidden).markup).toContain('Cannot list &quot;/proc&quot;');
});
