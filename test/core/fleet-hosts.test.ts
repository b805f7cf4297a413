import { expect, it } from 'vitest';
import { countSilent, figureOf, fleetRuntimes, fleetShares } from '../../src/core/fleet-figures.ts';
import { countHosts, fleetHosts, type HostSeries, isWanted } from '../../src/core/fleet-hosts.ts';
import type { PrometheusSeries } from '../../src/model/prometheus.ts';

function series(labels: Readonly<Record<string, string>>, value = 1): PrometheusSeries {
  return { labels, value };
}

const nothing: HostSeries = {
  reporting: [],
  silent: [],
  highFindings: [],
  textfiles: [],
  causes: [],
  available: [],
  shims: [],
};

const silent = [
  series({ instance: 'down', job: 'shimdex', reason: 'gone' }),
  series({ instance: 'down', job: 'shimdex', reason: 'unreachable' }),
  series({ instance: 'left', reason: 'gone' }),
  series({ instance: 'stuck', reason: 'not-looking' }),
];

it('fleetHosts() says of each host whether it can start the runtime, and why not', () => {
  const all = {
    ...nothing,
    reporting: ['b', 'a', 'c'].map((instance) => series({ instance, job: 'shimdex', cluster: 'x' })),
    available: [series({ instance: 'a', runtime: 'k' }, 1), series({ instance: 'b', runtime: 'k' }, 0)],
    causes: [series({ instance: 'b', code: 'shim-cannot-start' }), series({ instance: 'a', code: 'shim-unusable' })],
    shims: [
      series({ instance: 'a', path: '/bin/s', version: '3.1', sha256: 'ff' }),
      series({ instance: 'b', path: '/s' }),
    ],
  };

  const hosts = fleetHosts(all, 'k');

  const common = { labels: { job: 'shimdex', cluster: 'x' }, highFindings: [], causes: [], hasDashboard: true };
  expect(hosts).toEqual([
    { ...common, instance: 'a', state: 'can', path: '/bin/s', version: '3.1', sha256: 'ff' },
    { ...common, instance: 'b', state: 'cannot', reason: 'unavailable', path: '/s', causes: ['shim-cannot-start'] },
    { ...common, instance: 'c', state: 'cannot', reason: 'not-known' },
  ]);
});

it('fleetHosts() tells a silent host once, with the reason that says most', () => {
  const hosts = fleetHosts({ ...nothing, silent }, 'k');

  expect(hosts.map(({ instance, state, reason }) => [instance, state, reason])).toEqual([
    ['down', 'silent', 'unreachable'],
    ['left', 'silent', 'gone'],
    ['stuck', 'silent', 'not-looking'],
  ]);
  expect(hosts[0]?.labels).toEqual({ job: 'shimdex' });
});

it('fleetHosts() asked about no runtime says who reports, what is badly wrong, and who has no dashboard', () => {
  const hosts = fleetHosts(
    {
      ...nothing,
      reporting: [
        series({ instance: 'a' }),
        series({ instance: 'b', job: 'one' }),
        series({ instance: 'b', job: 'two' }),
      ],
      highFindings: ['z', 'y', 'z'].map((code) => series({ instance: 'b', code })),
      textfiles: [series({ instance: 'a' })],
    },
    undefined,
  );

  expect(hosts).toMatchObject([
    { instance: 'a', state: 'reporting', hasDashboard: false },
    { instance: 'b', state: 'reporting', hasDashboard: true, highFindings: ['y', 'z'], labels: { job: 'one' } },
  ]);
});

it('fleetHosts() takes the worse of two answers about one host', () => {
  const available = [series({ instance: 'a' }, 1), series({ instance: 'a' }, 0)];

  expect(fleetHosts({ ...nothing, reporting: [series({ instance: 'a' })], available }, 'k')).toMatchObject([
    { state: 'cannot', reason: 'unavailable' },
  ]);
});

it('countHosts() and isWanted() agree', () => {
  const reporting = ['a', 'b'].map((instance) => series({ instance }));
  const highFindings = [series({ instance: 'b', code: 'x' })];
  const hosts = fleetHosts(
    { ...nothing, reporting, silent, highFindings, available: [series({ instance: 'a' })] },
    'k',
  );

  const counts = countHosts(hosts);

  expect(counts).toEqual({ can: 1, cannot: 1, reporting: 0, silent: 3, findings: 1 });
  for (const state of ['can', 'cannot', 'reporting', 'silent', 'findings'] as const) {
    expect(hosts.filter((host) => isWanted(host, state))).toHaveLength(counts[state]);
  }
  expect(hosts.filter((host) => isWanted(host, 'all'))).toHaveLength(5);
});

it('countSilent() counts each host once', () => {
  expect(countSilent(silent)).toEqual({ unreachable: 1, gone: 1, 'not-looking': 1 });
});

it('fleetRuntimes() joins what is known with what would start, by name', () => {
  const known = [series({ runtime: 'b' }, 5), series({ runtime: 'a' }, 3)];

  expect(fleetRuntimes(known, [series({ runtime: 'a' }, 2)])).toEqual([
    { runtime: 'a', can: 2, known: 3 },
    { runtime: 'b', can: 0, known: 5 },
  ]);
});

it('fleetShares() puts the most frequent first, and leaves out what nobody knows', () => {
  const shares = [series({ version: '', binary: 's' }, 2), series({ version: '1', binary: 's', sha256: 'f' }, 7)];

  expect(fleetShares(shares, 'version')).toEqual([
    { binary: 's', version: '1', sha256: 'f', hosts: 7 },
    { binary: 's', hosts: 2 },
  ]);
});

it('figureOf() is zero where there was nothing to count', () => {
  expect([figureOf([]), figureOf([series({}, 4)])]).toEqual([0, 4]);
});
