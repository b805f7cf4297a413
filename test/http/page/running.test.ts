import { expect, it } from 'vitest';
import { fileGroups } from '../../../public/data/running.js';
import { forecast } from '../../../public/views/running.js';
import { fileCard, noProcesses } from '../../../public/views/running-files.js';
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

/** The text of the cards of what runs. */
function cardsOf(processes: readonly Process[], { containers = [] as readonly PlannedContainer[], query = '' } = {}) {
  const host = inventory({ shims: [shim({ path })], processes: [...processes] });
  return fileGroups(processes, plan(containers), query).map((group) => fileCard(group, host, false).markup);
}

const textOf = (markup: string) =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

it('fileCard() shows the file, its state, and the containers by their names', () => {
  const digest = 'a'.repeat(64);
  const [markup = ''] = cardsOf([
    process({
      state: 'replaced',
      version: '2.1.9',
      containers: [
        { id: digest, name: 'web', runtime: 'runc', state: 'running' },
        { id: digest.replaceAll('a', 'b'), runtime: 'crun', state: 'stopped', unmanaged: true },
      ],
    }),
  ]);

  expect(markup).toContain('>file replaced<');
  expect(markup).toContain('href="#/shim?path=%2Fusr%2Fbin%2Fcontainerd-shim-runc-v2"');
  expect(markup).toContain('<bdi dir="ltr">web</bdi>');
  expect(markup).toContain(`title="${'b'.repeat(64)}"><bdi dir="ltr">bbbbbbbbbbbb</bdi>`);
  expect(markup).toContain('containerd does not know it');
  expect(markup).toContain('version 2.1.9');
});

it('fileCard() has all containers of a file, counts them, and says what a restart does to them', () => {
  const containerOf = (id: string) => ({ id, runtime: 'runc', state: 'running' }) as const;
  const many = Array.from({ length: 20 }, (_, index) =>
    process({ pid: 500 + index, containers: [containerOf(`c${index}`)] }),
  );
  const lost = container({ id: 'c19', outcome: 'killed' });
  const kept = many.slice(0, 19).map((_, index) => container({ id: `c${index}` }));
  const [markup = '', ...others] = cardsOf(many, { containers: [...kept, lost] });

  expect(others).toEqual([]);
  expect(textOf(markup)).toMatch(
    /^current .*20 containers after a restart 1 killed 19 kept 20 processes · version not known · namespace moby · runtime runc c19 pid 519 killed c0 pid 500 /,
  );
  expect(textOf(markup)).toMatch(/c10 pid 510 Show 8 more containers$/);
});

it('fileGroups() begins with deleted and replaced files, then with the file of most containers', () => {
  const states = ['current', 'replaced', null, 'deleted'] as const;
  const processes = states.map((state, index) => process({ state, pid: index }));
  const busy = process({ path: '/b', pid: 9, containers: [{ id: 'a', runtime: 'runc', state: null }] });

  expect(fileGroups([...processes, busy], plan([]), '').map(({ first }) => first.pid)).toEqual([3, 1, 2, 9, 0]);
});

it.each([
  ['web', ['web']],
  ['REPLACED', ['db']],
  ['runc moby', ['web']],
  ['pid 7', ['db']],
  ['nothing', []],
])('fileGroups() finds "%s" in what runs', (query, found) => {
  const web = process({ pid: 5, containers: [{ id: 'x1', name: 'web', runtime: 'runc', state: 'running' }] });
  const db = process({
    pid: 7,
    state: 'replaced',
    namespace: 'k8s.io',
    containers: [{ id: 'db', runtime: 'crun', state: 'running' }],
  });
  const groups = fileGroups([web, db], plan([]), query);

  expect(groups.flatMap(({ containers }) => containers.map(({ container: { id, name } }) => name ?? id))).toEqual(
    found,
  );
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

  expect([...markup.matchAll(/<strong[^>]*>(.*?)<\/strong>/g)].map(([, name]) => name)).toEqual(['moby/c', 'moby/b']);
  expect(markup).toContain('</strong> <span class="why">the shim is gone');
  expect(markup).toContain('2 other containers');
  expect(markup).toContain('containerd 1.7.24 runs, and 2.1.9 starts instead');
  expect(markup).toContain('cp -a x y');
  expect(markup).toContain('data-tone="bad">One of 3 containers is lost');
});

it('noProcesses() has one text where nothing runs, and another where that is not known', () => {
  const message = 'Cannot list "/proc"';
  const hidden = inventory({ sources: [{ source: 'containers', state: 'unreadable', message }] });

  expect(noProcesses(inventory()).markup).toContain('No containers are running');
  expect(noProcesses(hidden).markup).toContain('Cannot list &quot;/proc&quot;');
  expect(noProcesses(hidden).markup).toContain('<a href="#/findings">Show what to do</a>');
});
