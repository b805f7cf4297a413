import { expect, it } from 'vitest';
import { countAmong, countSilent, fleetRuntimes, shimShares, versionShares } from '../../../src/core/fleet/figures.ts';
import { countHosts, fleetHosts, type HostSeries, isWanted } from '../../../src/core/fleet/hosts.ts';
import type { PrometheusSeries } from '../../../src/model/prometheus.ts';

function series(labels: Readonly<Record<string, string>>, value = 1): PrometheusSeries {
  return { labels, value };
}

const nothing: HostSeries = {
  scraped: [],
  unreachable: [],
  gone: [],
  notLooking: [],
  names: [],
  highFindings: [],
  brokenDefaults: [],
  textfiles: [],
  reasons: [],
  findings: [],
  causes: [],
  available: [],
  shims: [],
};

const silent = {
  gone: [series({ instance: 'down', job: 'shimdex' }), series({ instance: 'left' })],
  unreachable: [series({ instance: 'down', job: 'shimdex' }), series({ instance: 'down', job: 'other' })],
  notLooking: [series({ instance: 'stuck' })],
  scraped: [series({ instance: 'stuck' })],
};

it('fleetHosts() says of each host whether it can start the runtime, and why not', () => {
  const all = {
    ...nothing,
    scraped: ['b', 'a', 'c'].map((instance) => series({ instance, job: 'shimdex', cluster: 'x' })),
    available: [series({ instance: 'a', runtime: 'k' }, 1), series({ instance: 'b', runtime: 'k' }, 0)],
    causes: [
      series({ instance: 'b', code: 'shim-cannot-start' }),
      series({ instance: 'a', code: 'shim-unusable' }),
      series({ instance: 'c', code: 'shim-unusable' }),
    ],
    shims: [series({ instance: 'a', path: '/bin/s' }), series({ instance: 'b', path: '/s' })],
  };

  const hosts = fleetHosts(all, 'k');

  const common = { labels: { job: 'shimdex', cluster: 'x' }, highFindings: [], causes: [], hasDashboard: true };
  expect(hosts).toEqual([
    { ...common, instance: 'a', state: 'can', path: '/bin/s' },
    { ...common, instance: 'b', state: 'cannot', reason: 'unavailable', path: '/s', causes: ['shim-cannot-start'] },
    { ...common, instance: 'c', state: 'cannot', reason: 'not-known' },
  ]);
});

it('fleetHosts() gives the versions of a host, and none of a silent one', () => {
  const named = (instance: string) =>
    series({ instance, nodename: instance, containerd_version: '2.1.4', docker_version: '' });
  const all = { ...nothing, ...silent, scraped: [series({ instance: 'a' })], names: [named('a'), named('down')] };

  const found = fleetHosts(all, undefined);

  expect(found.find(({ instance }) => instance === 'a')).toMatchObject({ state: 'reporting', containerd: '2.1.4' });
  expect(found.find(({ instance }) => instance === 'a')).not.toHaveProperty('docker');
  expect(found.find(({ instance }) => instance === 'down')).not.toHaveProperty('containerd');
});

it('fleetHosts() gives the reason and the findings of the runtime, and those of the host for an older shimdex', () => {
  const all = {
    ...nothing,
    scraped: ['a', 'b', 'old'].map((instance) => series({ instance })),
    available: [series({ instance: 'a' }, 1), series({ instance: 'b' }, 0), series({ instance: 'old' }, 0)],
    reasons: [series({ instance: 'b', reason: 'exec-format-error' })],
    findings: [series({ instance: 'a', code: 'shim-shadowed' }), series({ instance: 'b', code: 'shim-cannot-start' })],
    causes: [series({ instance: 'old', code: 'reload-needed' })],
  };

  expect(fleetHosts(all, 'k')).toMatchObject([
    { instance: 'a', state: 'can', causes: ['shim-shadowed'] },
    { instance: 'b', state: 'cannot', unavailable: 'exec-format-error', causes: ['shim-cannot-start'] },
    { instance: 'old', state: 'cannot', reason: 'unavailable', causes: ['reload-needed'] },
  ]);
  expect(fleetHosts(all, 'k')[2]).not.toHaveProperty('unavailable');
});

it('fleetHosts() gives the worst severity of each finding, where Prometheus has it', () => {
  const all = {
    ...nothing,
    scraped: ['a', 'b'].map((instance) => series({ instance })),
    available: [series({ instance: 'a' }, 1), series({ instance: 'b' }, 1)],
    findings: [
      series({ instance: 'a', code: 'x', severity: 'low' }),
      series({ instance: 'a', code: 'x', severity: 'medium' }),
      series({ instance: 'a', code: 'y', severity: 'odd' }),
      series({ instance: 'b', code: 'z' }),
    ],
  };
  const [a, b] = fleetHosts(all, 'k');

  expect(a).toMatchObject({ causes: ['x', 'y'], severities: { x: 'medium' } });
  expect(b).not.toHaveProperty('severities');
});

it('fleetHosts() sorts by the name of each host that reports one, silent or not, and has its default runtime that fails', () => {
  const names = [
    series({ instance: 'a', nodename: 'x-build-01', target: 'default' }),
    series({ instance: 'down', nodename: 'x-build-02' }),
  ];
  const brokenDefaults = [series({ instance: 'a', runtime: 'crun' })];
  const scraped = ['a', 'old'].map((instance) => series({ instance }));

  const hosts = fleetHosts({ ...nothing, ...silent, scraped, names, brokenDefaults }, undefined);

  expect(hosts.map(({ instance, name, target, brokenDefault }) => [instance, name, target, brokenDefault])).toEqual([
    ['left', undefined, undefined, undefined],
    ['old', undefined, undefined, undefined],
    ['stuck', undefined, undefined, undefined],
    ['a', 'x-build-01', 'default', 'crun'],
    ['down', 'x-build-02', undefined, undefined],
  ]);
});

it('fleetHosts() lists a silent host once, with the most informative reason', () => {
  const hosts = fleetHosts({ ...nothing, ...silent }, 'k');

  expect(hosts.map(({ instance, state, reason }) => [instance, state, reason])).toEqual([
    ['down', 'silent', 'unreachable'],
    ['left', 'silent', 'gone'],
    ['stuck', 'silent', 'not-looking'],
  ]);
  expect(hosts[0]?.labels).toEqual({ job: 'shimdex' });
});

it('fleetHosts() counts a host that one job reaches, whatever another says', () => {
  const scraped = [series({ instance: 'down', job: 'other' })];

  expect(fleetHosts({ ...nothing, ...silent, scraped }, undefined)[0]).toMatchObject({
    instance: 'down',
    state: 'reporting',
  });
});

it('fleetHosts() asked about no runtime says who reports, what is badly wrong, and who has no dashboard', () => {
  const hosts = fleetHosts(
    {
      ...nothing,
      scraped: [
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

  expect(fleetHosts({ ...nothing, scraped: [series({ instance: 'a' })], available }, 'k')).toMatchObject([
    { state: 'cannot', reason: 'unavailable' },
  ]);
});

it('countHosts() and isWanted() agree', () => {
  const scraped = ['a', 'b', 'stuck'].map((instance) => series({ instance }));
  const highFindings = [series({ instance: 'b', code: 'x' })];
  const hosts = fleetHosts(
    {
      ...nothing,
      ...silent,
      scraped,
      highFindings,
      available: [series({ instance: 'a' })],
      brokenDefaults: [series({ instance: 'b', runtime: 'runc' })],
    },
    'k',
  );

  const counts = countHosts(hosts);

  expect(counts).toEqual({ can: 1, cannot: 1, reporting: 0, silent: 3, findings: 1, 'default-unavailable': 1 });
  for (const state of ['can', 'cannot', 'reporting', 'silent', 'findings', 'default-unavailable'] as const) {
    expect(hosts.filter((host) => isWanted(host, state))).toHaveLength(counts[state]);
  }
  expect(hosts.filter((host) => isWanted(host, 'all'))).toHaveLength(5);
});

it('countSilent() counts each host once', () => {
  expect(countSilent({ ...nothing, ...silent })).toEqual({ unreachable: 1, gone: 1, 'not-looking': 1 });
});

it('fleetRuntimes() joins runtimes that would start with runtimes that would not, by name', () => {
  const counted = [
    series({ runtime: 'b', available: '0' }, 5),
    series({ runtime: 'a', available: '0' }, 1),
    series({ runtime: 'a', available: '1' }, 2),
  ];

  expect(fleetRuntimes(counted)).toEqual([
    { runtime: 'a', can: 2, known: 3 },
    { runtime: 'b', can: 0, known: 5 },
  ]);
});

it('versionShares() sums up by one of the versions, the most frequent first, and leaves out unknown ones', () => {
  const counted = [
    series({ containerd_version: '', docker_version: '28' }, 2),
    series({ containerd_version: '2.0', docker_version: '27' }, 3),
    series({ containerd_version: '2.0', docker_version: '28' }, 4),
  ];

  expect(versionShares(counted, 'containerd_version')).toEqual([{ version: '2.0', hosts: 7 }, { hosts: 2 }]);
  expect(versionShares(counted, 'docker_version')).toEqual([
    { version: '28', hosts: 6 },
    { version: '27', hosts: 3 },
  ]);
});

it('shimShares() counts the shims of the hosts that are asked about', () => {
  const shims = ['a', 'b', 'c', 'silent'].map((instance) =>
    series({ instance, binary: 's', ...(instance === 'c' ? { path: '' } : { path: '/s' }) }),
  );

  expect(shimShares(new Set(['a', 'b', 'c']), shims)).toEqual([
    { binary: 's', path: '/s', hosts: 2 },
    { binary: 's', hosts: 1 },
  ]);
});

it('countAmong() counts each of the hosts once', () => {
  const told = ['a', 'b', 'a', 'silent'].map((instance) => series({ instance }));

  expect(countAmong(new Set(['a', 'b', 'c']), told)).toBe(2);
});
