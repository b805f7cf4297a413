import { expect, it } from 'vitest';
import { dashboardOf, fleetAddress, readChoice, selectHosts } from '../../../public/data/fleet.js';
import { fleetReasons, hostRow } from '../../../public/views/fleet/hosts.js';
import { fleetRuntimes } from '../../../public/views/fleet/shares.js';
import type { FleetHost } from '../../../src/model/fleet.ts';

const choice = readChoice(new URLSearchParams());
const kata = { ...choice, runtime: 'io.containerd.kata.v2' };

function host(given: Partial<FleetHost> = {}): FleetHost {
  return {
    instance: 'a:7446',
    labels: { job: 'shimdex' },
    state: 'reporting',
    highFindings: [],
    causes: [],
    hasDashboard: true,
    ...given,
  };
}

const failing = host({
  name: 'build-ams-02',
  state: 'cannot',
  reason: 'unavailable',
  unavailable: 'exec-format-error',
  highFindings: ['docker-config-refused'],
  causes: ['shim-cannot-start'],
});

const textOf = ({ markup }: { markup: { markup: string } }) =>
  markup.markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

it('hostRow() shows the name of the host, why the runtime fails there, and the findings about it', () => {
  expect(textOf(hostRow(failing, 0, kata, 'http:'))).toBe(
    'build-ams-02 a:7446 job=shimdex Fails to start Exec format error shim-cannot-start',
  );
  expect(textOf(hostRow(failing, 0, { ...kata, state: 'findings' }, 'http:'))).toContain('docker-config-refused');
});

it('hostRow() shows the address of a host without a name, and a target that is not the default', () => {
  expect(textOf(hostRow(host(), 0, choice, 'http:'))).toBe('a:7446 job=shimdex Reporting');
  expect(textOf(hostRow(host({ name: 'b', target: 'default' }), 0, choice, 'http:'))).toMatch(/^b a:7446/);
  expect(textOf(hostRow(host({ name: 'b', target: 'rootless' }), 0, choice, 'http:'))).toMatch(/^b · rootless a:7446/);
});

it('hostRow() links to the explanation of the broken default on that host', () => {
  const { markup } = hostRow(host({ brokenDefault: 'crun' }), 0, choice, 'http:').markup;

  expect(markup).toContain('href="http://a:7446/"');
  expect(markup).toMatch(/href="http:\/\/a:7446\/#\/explain\?name=crun"[^>]*>default <bdi dir="ltr">crun<\/bdi> fails/);
});

it.each([
  ['a:7446', '', 'http://a:7446/'],
  ['a', 'kata', 'http://a:7446/#/explain?name=kata'],
  ['[::1]:80', 'a b', 'http://[::1]:80/#/explain?name=a%20b'],
  ['a:7446/x', 'kata', undefined],
])('dashboardOf(%j) with the runtime %j is %s', (instance, runtime, expected) => {
  expect(dashboardOf(host({ instance }), 'http:', runtime)).toBe(expected);
});

it('selectHosts() finds hosts by name, reason and broken default', () => {
  const broken = host({ instance: 'b:1', brokenDefault: 'crun' });
  const all = [failing, broken];

  expect(selectHosts(all, { ...choice, query: 'ams-02' })).toEqual([failing]);
  expect(selectHosts(all, { ...choice, query: 'exec-format' })).toEqual([failing]);
  expect(selectHosts(all, { ...choice, state: 'default-unavailable' })).toEqual([broken]);
  expect(selectHosts(all, { ...choice, state: 'findings' })).toEqual([failing]);
});

it('selectHosts() lists the hosts that need attention first, and the ones without the runtime last', () => {
  const silent = host({ instance: 'a', state: 'silent', reason: 'gone' });
  const fine = host({ instance: 'b', state: 'can' });
  const other = host({ instance: 'c', state: 'can' });
  const without = host({ instance: 'd', state: 'cannot', reason: 'not-known' });
  const high = host({ instance: 'e', highFindings: ['x'] });
  const broken = host({ instance: 'f', brokenDefault: 'crun' });

  expect(selectHosts([without, fine, silent, other, high, broken, failing], choice)).toEqual([
    failing,
    silent,
    broken,
    high,
    fine,
    other,
    without,
  ]);
});

it('hostRow() shows findings in the colours of their severities', () => {
  const { markup } = hostRow(
    host({ causes: ['a', 'b'], severities: { a: 'low' }, highFindings: ['b'] }),
    0,
    kata,
    'http:',
  ).markup;
  const unknown = hostRow(host({ causes: ['a'] }), 0, kata, 'http:').markup.markup;

  expect(markup).toContain('data-tone="info">a<');
  expect(markup).toContain('data-tone="bad">b<');
  expect(unknown).toContain('data-tone="plain">a<');
});

it('fleetRuntimes() finds runtimes by every word', () => {
  const runtimes = ['io.containerd.kata.v2', 'io.containerd.runc.v2', 'crun'].map((runtime) => ({
    runtime,
    can: 1,
    known: 1,
  }));
  const answer = { reporting: 1, runtimes, warnings: [] };
  const found = (find: string) => textOf({ markup: fleetRuntimes(answer, { ...choice, find }, false) });

  expect(found('V2 ka')).toBe('io.containerd.kata.v2 1 of 1');
  expect(found('nope')).toBe('No runtime matches "nope".');
  expect(readChoice(new URLSearchParams(fleetAddress({ ...choice, find: 'ka' }).split('?')[1])).find).toBe('ka');
});

it('fleetReasons() counts each reason, the most frequent first', () => {
  const missing = host({ state: 'cannot', reason: 'not-known' });
  const silent = host({ state: 'silent', reason: 'gone' });

  expect(fleetReasons([failing, missing, silent, missing]).markup).toBe(
    '2 not installed, 1 disappeared, 1 fails to start: exec format error',
  );
});

it('fleetRuntimes() lists runtimes that fail first, folds a long list, and always shows the chosen one', () => {
  const runtimes = Array.from({ length: 40 }, (_, index) => ({ runtime: `r${index}`, can: 1, known: 1 }));
  const answer = { reporting: 2, runtimes: [...runtimes, { runtime: 'z', can: 0, known: 2 }], warnings: [] };
  const namesOf = (markup: string) =>
    [...markup.matchAll(/<bdi dir="ltr" class="name">(\w+)/g)].map(([, name]) => name);

  const folded = fleetRuntimes(answer, { ...choice, runtime: 'r39' }, false).markup;

  expect(namesOf(folded).slice(0, 2)).toEqual(['z', 'r0']);
  expect(namesOf(folded)).toContain('r39');
  expect(folded).toContain('Show 28 more runtimes');
  expect(namesOf(fleetRuntimes(answer, choice, true).markup)).toHaveLength(41);
});
