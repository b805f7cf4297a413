import { describe, expect, it } from 'vitest';
import { arrange } from '../../../public/data/arrangement.js';
import { countEntries, entriesOf } from '../../../public/data/entries.js';
import { noChoice, readRuntimesChoice, selectEntries, writeRuntimesChoice } from '../../../public/data/selection.js';
import { suggest } from '../../../public/data/suggestions.js';
import { words } from '../../../public/text/words.js';
import { hostDetails, hostLine } from '../../../public/views/frame/host-line.js';
import { causeOf, usageOf } from '../../../public/views/runtimes/cause.js';
import { copiesOf } from '../../../public/views/runtimes/copies.js';
import { entryRow } from '../../../public/views/runtimes/row.js';
import { runtimesLead } from '../../../public/views/runtimes/shell.js';
import { station } from '../../../public/views/search-path.js';
import type { Inventory } from '../../../src/model/inventory/inventory.ts';
import type { ShimFile } from '../../../src/model/inventory/shim-file.ts';
import { inventory, runtime, shim, shimProcess } from '../../builders.ts';

const file: ShimFile = { size: 1, mode: '0755', uid: 0, gid: 0, format: { kind: 'elf' } };

const kata = shim({
  path: '/usr/bin/containerd-shim-kata-v2',
  runtime: 'io.containerd.kata.v2',
  file: {
    ...file,
    sha256: '9f2c00',
    version: '3.21.0',
    package: { manager: 'dpkg', name: 'kata-containers', version: '3.21.0-1', verified: true },
  },
});

const host = inventory({
  defaultRuntime: 'runc',
  runtimes: [
    runtime({ name: 'io.containerd.kata.v2', path: kata.path, version: '3.21.0' }),
    runtime({ name: 'io.containerd.old.v1', version: '3.9.0' }),
    runtime({
      name: 'late',
      origin: 'configured',
      permitted: false,
      available: false,
      unavailable: { reason: 'reload-needed', message: 'x' },
    }),
    runtime({ name: 'denied', permitted: false }),
    runtime({ name: 'unread', available: null }),
  ],
  shims: [
    kata,
    shim({
      path: '/a/containerd-shim-lost-v1',
      runtime: 'io.containerd.lost.v1',
      state: 'unusable',
      reason: 'not-executable',
    }),
    shim({
      path: '/b/containerd-shim-lost-v1',
      runtime: 'io.containerd.lost.v1',
      state: 'unusable',
      reason: 'not-executable',
    }),
    shim({ path: '/b/containerd-shim-odd', state: 'unusable', reason: 'no-version-part' }),
  ],
});

const select = (query: string, more: object = {}) =>
  selectEntries(host, { ...noChoice, query, ...more }).map(({ name }) => name);

describe('entries', () => {
  it('are the names a client may use, pending names, and files that are missed', () => {
    expect(select('')).toEqual([
      'io.containerd.lost.v1',
      'late',
      'unread',
      'io.containerd.kata.v2',
      'io.containerd.old.v1',
    ]);
    expect(countEntries(host)).toEqual({ all: 5, failing: 2, ready: 2, unknown: 1, skipped: 3, cri: 0 });
    expect(select('', { show: 'skipped' })).toEqual([
      'io.containerd.lost.v1',
      'containerd-shim-lost-v1',
      'containerd-shim-odd',
    ]);
  });

  it('are selected by state, digest, package and text', () => {
    expect(select('failing')).toEqual(['io.containerd.lost.v1', 'late']);
    expect(select('sha:9f2c')).toEqual(['io.containerd.kata.v2']);
    expect(select('pkg:KATA ready')).toEqual(['io.containerd.kata.v2']);
    expect(select('pkg:other')).toEqual([]);
    expect(select('unknown')).toEqual(['unread']);
  });

  it('are sorted by version as numbers, what has none last', () => {
    expect(select('', { sort: 'version' }).slice(0, 2)).toEqual(['io.containerd.old.v1', 'io.containerd.kata.v2']);
  });

  it('have their choice in the address', () => {
    const parameters = new URLSearchParams('show=failing&q=a+b&sort=-name&open=x&open=y');

    expect(writeRuntimesChoice(readRuntimesChoice(parameters)).toString()).toBe(parameters.toString());
    expect(readRuntimesChoice(new URLSearchParams('show=toString&sort=odd'))).toEqual(noChoice);
  });
});

it('causeOf() names the file that is missing', () => {
  const causes = (given: Partial<Inventory['runtimes'][number]>) =>
    entriesOf(inventory({ runtimes: [runtime({ name: 'a', available: false, ...given })] })).map(causeOf);
  const unavailable = { reason: 'oci-runtime-missing', message: 'x' } as const;

  expect(causes({ unavailable, ociRuntime: { path: '/usr/bin/crun', args: [] } })).toEqual([
    '/usr/bin/crun is missing',
  ]);
  expect(causes({ unavailable: { reason: 'exec-format-error', message: 'x' } })).toEqual(['Exec format error']);
  expect(
    entriesOf(host)
      .filter(({ kind }) => kind === 'file')
      .map(causeOf)[0],
  ).toBe('Skipped: not executable');
});

it('usageOf() counts the containers that run a file that was replaced', () => {
  const containers = [{ id: 'a', runtime: 'a', state: 'running' as const }];
  const used = inventory({
    runtimes: [runtime({ name: 'a', usedBy: { running: 3, stopped: 1 } })],
    processes: [
      shimProcess({ pid: 1, state: 'replaced', containers }),
      shimProcess({ pid: 2, state: 'current', containers }),
    ],
  });

  expect(entriesOf(used).map((entry) => usageOf(entry, used))).toEqual(['3 running, 1 from a replaced file']);
});

/** The row of the only runtime of a host, without its tags. */
function rowOf(given: Partial<Inventory['runtimes'][number]>, shims: Inventory['shims'] = []): string {
  const only = inventory({ runtimes: [runtime({ name: 'a', origin: 'configured', ...given })], shims });
  const [entry] = entriesOf(only);
  if (entry === undefined) throw new Error('There is an entry');
  return entryRow(entry, only, noChoice)
    .markup.replace(/<[^>]+>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');
}

it('entryRow() shows what to do without the path and the fault, which are in the row already', () => {
  const unavailable = { reason: 'exec-format-error', message: 'x' } as const;
  const text = '"/usr/bin/containerd-shim-a-v1": it is a text. Install a program in its place';

  expect(rowOf({ available: false, unavailable, advice: [{ text }] })).toContain(
    'Exec format error Install a program in its place –',
  );
  expect(rowOf({ available: false, unavailable, advice: [{ text, command: 'chmod 755 /a' }] })).toContain(
    'Exec format error chmod 755 /a –',
  );
});

it('entryRow() does not advise a reload before the file is correct', () => {
  const unavailable = { reason: 'docker-config-refused', message: 'x' } as const;
  const advice = [{ text: 'Correct line 3 first', command: 'systemctl reload docker' }];

  expect(rowOf({ available: false, permitted: false, unavailable, advice })).toContain(
    'refused Correct line 3 first –',
  );
});

it('entryRow() shows the shim of a name that Docker has not loaded', () => {
  const unavailable = { reason: 'reload-needed', message: 'x' } as const;
  const runc = shim({ path: '/usr/bin/containerd-shim-runc-v2' });
  const byPath = { unavailable, available: false, ociRuntime: { path: '/usr/bin/crun', args: [] } };
  const byType = { unavailable, available: false, runtimeType: 'io.containerd.kata.v2' };

  expect(rowOf(byPath, [runc])).toContain(
    '/ usr/ bin/ containerd-shim-runc-v2 configured in Docker · runs /usr/bin/crun',
  );
  expect(rowOf(byPath)).toContain('– containerd-shim-runc-v2 configured');
  expect(rowOf(byType, [kata])).toContain('/ usr/ bin/ containerd-shim-kata-v2 configured');
  expect(rowOf(byType)).toContain('– io.containerd.kata.v2 configured');
  expect(rowOf({ unavailable: { reason: 'docker-config-refused', message: 'x' }, available: false })).toContain(
    '– – configured in Docker',
  );
});

it('copiesOf() gives the entry of daemon.json as it is configured, or as it could be', () => {
  const entryOf = (given: Parameters<typeof runtime>[0]) => {
    const one = inventory({ runtimes: [runtime(given)] });
    const copies = entriesOf(one).flatMap((entry) => copiesOf(entry, one, 'http://h:1/'));
    return copies.find(({ label }) => label === 'daemon.json entry')?.text ?? 'none';
  };

  expect(entryOf({ name: 'runc', origin: 'stock' })).toBe('none');
  expect(JSON.parse(entryOf({ name: 'io.containerd.kata.v2', origin: 'implicit' }))).toEqual({
    runtimes: { kata: { runtimeType: 'io.containerd.kata.v2' } },
  });
  expect(
    JSON.parse(entryOf({ name: 'c', origin: 'configured', ociRuntime: { path: '/c', args: ['--debug'] } })),
  ).toEqual({
    runtimes: { c: { path: '/c', runtimeArgs: ['--debug'] } },
  });
});

function textOf(markup: unknown): string {
  return String(markup)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('a host without Docker', () => {
  const { host: facts } = inventory();
  const without = inventory({
    host: { ...facts, docker: { ...facts.docker, present: false } },
    runtimes: [
      runtime({ name: 'runc', origin: 'stock', path: '/usr/bin/containerd-shim-runc-v2' }),
      runtime({ name: 'io.containerd.runc.v2', origin: 'stock', path: '/usr/bin/containerd-shim-runc-v2' }),
    ],
  });
  const rowOf = (name: string) => {
    const entry = entriesOf(without).find((each) => each.name === name);
    return entry === undefined ? '' : textOf(entryRow(entry, without, noChoice));
  };
  const copiesFor = (name: string) =>
    entriesOf(without).flatMap((entry) => (entry.name === name ? copiesOf(entry, without, 'http://h:1/') : []));

  it('has names for ctr, and handlers for pods where CRI is served', () => {
    expect(textOf(runtimesLead(inventory()))).toBe('Names you can pass to docker run --runtime on this host.');
    expect(textOf(runtimesLead(without))).toBe(
      'Names you can pass to ctr run --runtime on this host. Pods use the handlers .',
    );
    expect(textOf(runtimesLead({ ...without, cri: { state: 'not-served' } }))).not.toContain('handlers');
  });

  it('has nothing built into Docker, and no default of Docker', () => {
    expect(rowOf('runc')).toContain('a name for Docker only');
    expect(rowOf('io.containerd.runc.v2')).not.toContain('Docker');
    expect(rowOf('runc')).not.toContain('default');
    expect(textOf(hostLine(without))).not.toContain('default');
    expect(textOf(hostDetails(without))).not.toContain('Default runtime');
  });

  it('shows the default handler', () => {
    const handler = { handler: 'kata', default: true, available: false } as Inventory['handlers'][number];
    expect(textOf(hostLine({ ...without, handlers: [handler] }))).toContain('default handler kata fails');
  });

  it('copies a command of ctr, and no entry of daemon.json', () => {
    const labels = copiesFor('io.containerd.runc.v2').map(({ label }) => label);
    expect(labels).toEqual(['ctr run command', 'JSON', 'curl command', 'Markdown for an issue']);
    expect(copiesFor('io.containerd.runc.v2')[0]?.text).toBe(
      'ctr run --rm -t --runtime io.containerd.runc.v2 docker.io/library/alpine:latest test',
    );
    expect(copiesFor('runc').map(({ label }) => label)).toEqual(['JSON', 'curl command', 'Markdown for an issue']);
    expect(copiesFor('runc').at(-1)?.text).toContain('no Docker');
  });
});

it('suggest() finds names, aliases and files, names that begin with the text first', () => {
  expect(suggest(host, 'late')).toEqual([{ name: 'late', kind: 'runtime', note: 'reload needed' }]);
  expect(suggest(host, 'KATA').map(({ name, kind, note }) => [name, kind, note])).toEqual([
    ['io.containerd.kata.v2', 'runtime', 'ready'],
    ['/usr/bin/containerd-shim-kata-v2', 'file', 'selected'],
  ]);
});

it('station() shows spaces at the ends of a file name', () => {
  const odd = shim({ path: '/a/containerd-shim- x-v1', binary: 'containerd-shim- x-v1' });
  const none = arrange(inventory());

  expect(station(odd, none).markup).toContain('>&quot; x-v1&quot;<');
  expect(station(kata, none).markup).toContain('>kata-v2<');
});

it.each(['stock', 'configured', 'implicit'] as const)('entryRow() shows the origin %s as plain text', (origin) => {
  const only = inventory({ defaultRuntime: 'other', runtimes: [runtime({ name: 'kata', origin })] });
  const [entry] = entriesOf(only);
  if (entry === undefined) throw new Error('There is an entry');
  const { markup } = entryRow(entry, only, noChoice);

  expect(markup).not.toContain('class="tag"');
  expect(markup.includes('built into Docker')).toBe(origin === 'stock');
});

it('words() has words for a configuration that is refused', () => {
  expect(words('docker-config-refused')).toBe('configuration refused');
});
