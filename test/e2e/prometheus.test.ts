import { expect, it, vi } from 'vitest';
import { readDocumentedQueries } from '../deploy/queries.ts';
import { FleetHost } from './fleet-host.ts';
import { type Prometheus, startPrometheus } from './prometheus-server.ts';
import type { Service } from './service.ts';

const kata = 'io.containerd.kata.v2';
const kataShim = '/usr/bin/containerd-shim-kata-v2';
const secondKataShim = '/usr/local/bin/containerd-shim-kata-v2';
const runcShim = '/usr/bin/containerd-shim-runc-v2';
const patient = { timeout: 20_000, interval: 100 };

/** Waits until Prometheus has scraped what the service says now. */
async function scraped(prometheus: Prometheus, { port, get }: Service): Promise<void> {
  await vi.waitFor(async () => {
    const { revision } = JSON.parse(await get('/v1/inventory')) as { revision: number };
    const [seen] = await prometheus.query(`shimdex_inventory_revision{instance="127.0.0.1:${port}"}`);
    expect(Number(seen?.value[1])).toBe(revision);
  }, patient);
}

/**
 * Answers to all documented queries, in a form that is equal for equal answers. They are about one moment at which all
 * `hosts` were scraped: on a busy machine a scrape fails now and then, and a host without a scrape has no series.
 */
function answersOf(prometheus: Prometheus, hosts: number): Promise<ReadonlyMap<string, string>> {
  return vi.waitFor(async () => {
    const time = Date.now() / 1000;
    const allAreUp = async () =>
      expect(await prometheus.query('up == 1', time), 'hosts that were scraped').toHaveLength(hosts);
    await allAreUp();
    const answers = readDocumentedQueries().map(async (query): Promise<[string, string]> => {
      const series = await prometheus.query(query, time);
      return [query, JSON.stringify(series.map(({ metric, value }) => JSON.stringify([metric, value[1]])).sort())];
    });
    const answered = new Map(await Promise.all(answers));
    // A scrape that began before this moment may have ended since.
    await allAreUp();
    return answered;
  }, patient);
}

/** Waits until the service says so of a runtime. */
async function saysOf(service: Service, name: string, available: boolean | undefined): Promise<void> {
  await vi.waitFor(async () => {
    const { runtimes } = JSON.parse(await service.get('/v1/runtimes')) as {
      runtimes: readonly { name: string; available: boolean }[];
    };
    expect(runtimes.find((runtime) => runtime.name === name)?.available).toBe(available);
  }, patient);
}

it('Prometheus scrapes five hosts, and what happens to a shim of one changes every documented answer and the alerts', async () => {
  const hosts = Array.from({ length: 5 }, () => new FleetHost());
  hosts[4]?.install(kataShim);
  const services = await Promise.all(hosts.map((host) => host.serve('--containerd-version=2.0.0')));
  const [host, service] = [hosts[0] as FleetHost, services[0] as Service];
  const instances = services.map(({ port }) => `127.0.0.1:${port}`);
  const [here = '', elsewhere = ''] = [instances[0], instances[4]];
  const prometheus = await startPrometheus(instances);
  const stages: ReadonlyMap<string, string>[] = [];
  const hostsWithKata = async (...expected: readonly string[]) =>
    vi.waitFor(async () => {
      const found = await prometheus.query(`shimdex_runtime_available{runtime="${kata}"} == 1`);
      expect(found.map(({ metric }) => metric['instance']).sort()).toEqual([...expected].sort());
    }, patient);
  const fires = async (...expected: readonly string[]) =>
    vi.waitFor(async () => expect(await prometheus.firing()).toEqual(expected), patient);
  const settle = async () => {
    await scraped(prometheus, service);
    stages.push(await answersOf(prometheus, hosts.length));
  };

  for (const each of services) await scraped(prometheus, each);
  stages.push(await answersOf(prometheus, hosts.length));
  await hostsWithKata(elsewhere);
  await fires();

  host.install(kataShim);
  await saysOf(service, kata, true);
  await settle();
  await hostsWithKata(here, elsewhere);

  host.install(secondKataShim);
  await vi.waitFor(async () => expect(await service.get('/v1/shims')).toContain('"shadowed"'), patient);
  await settle();

  host.remove(secondKataShim);
  host.takeExecution(kataShim);
  await saysOf(service, kata, false);
  await settle();
  await hostsWithKata(elsewhere);

  host.corrupt(kataShim);
  await vi.waitFor(async () => expect(await service.get('/v1/runtimes')).toContain('"exec-format-error"'), patient);
  await settle();
  await hostsWithKata(elsewhere);

  host.takeExecution(runcShim);
  await saysOf(service, 'runc', false);
  await settle();
  await fires(`ShimdexDefaultRuntimeGone ${here}`, `ShimdexHighFindings ${here}`);

  host.install(runcShim);
  host.remove(kataShim);
  await saysOf(service, 'runc', true);
  await saysOf(service, kata, undefined);
  await settle();
  await fires();

  expect(await prometheus.query(`{instance="${here}",runtime="${kata}"}`)).toEqual([]);
  for (const query of readDocumentedQueries()) {
    expect(new Set(stages.map((stage) => stage.get(query))).size, query).toBeGreaterThan(1);
    const counts = query.includes('_total');
    if (!counts) expect(stages.at(-1)?.get(query), query).toBe(stages[0]?.get(query));
  }
}, 120_000);

it('Prometheus takes the page whatever a name looks like, and knows when a host falls silent', async () => {
  const [quiet, hostile] = [new FleetHost(), new FleetHost()];
  const name = 'a\n"} 1\u202e\\\r\0🦫';
  hostile.configure({ [name]: { path: '/usr/bin/runc' }, ['n'.repeat(5000)]: { path: '/usr/bin/runc' } });
  const services = [await quiet.serve(), await hostile.serve()];
  const instances = services.map(({ port }) => `127.0.0.1:${port}`);
  const prometheus = await startPrometheus(instances);

  await vi.waitFor(async () => {
    const found = await prometheus.query('shimdex_runtime_available{runtime!~"runc|io.*"}');
    expect(found.map(({ metric }) => metric['runtime']).sort()).toEqual([
      name.replace('\0', '\\x00'),
      `${'n'.repeat(4093)}…`,
    ]);
  }, patient);
  expect(prometheus.log()).not.toMatch(/level=(warn|error)/);

  await services[0]?.end('SIGKILL');

  await vi.waitFor(async () => expect(await prometheus.firing()).toEqual([`ShimdexSilent ${instances[0]}`]), patient);
}, 60_000);
