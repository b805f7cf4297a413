import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { FleetHost } from '../e2e/fleet-host.ts';
import { startPrometheus } from '../e2e/prometheus-server.ts';
import { eventually } from '../eventually.ts';
import { json, startDouble, vector } from '../sources/prometheus/prometheus-double.ts';
import { loadAxe, problemsOf } from './axe.ts';
import { open, texts, useChromium } from './chromium.ts';
import { type Service, serveHost } from './service.ts';

useChromium();

const kata = 'io.containerd.kata.v2';
const kataShim = '/usr/bin/containerd-shim-kata-v2';
const patient = { timeout: 20_000, interval: 250 };

function servePage(prometheusUrl: string): Promise<Service> {
  return serveHost({ options: () => [`--prometheus-url=${prometheusUrl}`] });
}

/** Leaves the section and returns, so that the page requests the data again. */
async function comeBack(page: Page, hash: string): Promise<void> {
  for (const next of ['#/changes', hash]) {
    await page.evaluate((value) => {
      location.hash = value;
    }, next);
  }
  await page.locator('#fleet-rows .host').first().waitFor();
}

/**
 * Waits until the page shows this, and asks Prometheus again until it does. An answer that is older, or from a moment at which
 * a scrape failed on a busy machine, stays for 30 seconds.
 */
async function asked(page: Page, hash: string, assertion: () => Promise<void>): Promise<void> {
  // A machine that is too busy to answer within this time gets more of it: asking again drops the question before.
  let answerMs = 500;
  await vi.waitFor(
    async () => {
      await comeBack(page, hash);
      answerMs *= 2;
      await vi.waitFor(assertion, answerMs);
    },
    { timeout: 40_000, interval: 250 },
  );
}

function rows(page: Page): Promise<string[]> {
  return texts(page, '#fleet-rows .host');
}

it('the fleet page shows which hosts can start a runtime, which cannot and why, and which are silent', async () => {
  const [good, broken, without] = [new FleetHost(), new FleetHost(), new FleetHost()];
  good.name('build-ams-01');
  good.install(kataShim);
  broken.install(kataShim);
  broken.corrupt(kataShim);
  const services = [
    await good.serve('--target=good'),
    await broken.serve('--containerd-version=2.0.0'),
    await without.serve('--containerd-version=1.7.24'),
  ] as const;
  const [a, b, c] = services.map(({ port }) => `127.0.0.1:${port}`);
  const prometheus = await startPrometheus([a ?? '', b ?? '', c ?? '']);
  const service = await servePage(prometheus.url);
  await vi.waitFor(async () => expect(await prometheus.query('shimdex_host_info')).toHaveLength(3), patient);
  const page = await open(service.address, { expected: /asked for http:\/\/127\.0\.0\.1:/ });

  await page.getByRole('link', { name: 'Fleet' }).click();
  await page.locator('#fleet-rows .host').nth(2).waitFor();
  await asked(page, '#/fleet', async () =>
    expect(await texts(page, '#fleet-glance .cell')).toEqual([
      'Reporting hosts 3 of 3',
      'Silent 0 all hosts reporting',
      'High findings 0 hosts with a high finding',
      'Default runtime broken 0 plain docker run fails there',
    ]),
  );

  await page.getByRole('link', { name: kata }).click();
  await asked(page, `#/fleet?runtime=${kata}`, async () => {
    const found = new Map((await rows(page)).map((row) => [row.split(' ')[0], row]));
    expect(found.get('build-ams-01')).toBe(
      `build-ams-01 · good ${a} job=shimdex Can start /usr/bin/containerd-shim-kata-v2`,
    );
    expect(found.get(b ?? '')).toMatch(/job=shimdex Fails to start Exec format error .*shim-cannot-start$/);
    expect(found.get(c ?? '')).toMatch(/job=shimdex Not installed$/);
    expect(await texts(page, '#fleet-table [role=columnheader]')).toEqual(['Host', 'State', 'Shim', 'Findings']);
    expect(await texts(page, '.hosts-head')).toEqual([`Hosts and whether they can start ${kata} · Show all runtimes`]);
    expect(await texts(page, '#fleet-states button')).toEqual([
      'All 3',
      'Can start 1',
      'Cannot start 2',
      'Silent 0',
      'High findings 0',
    ]);
    expect(await texts(page, '#fleet-runtimes a[aria-current]')).toEqual([`${kata} fails on 1 1 of 3`]);
    expect((await texts(page, '#fleet-versions li')).sort()).toEqual([
      expect.stringMatching(/^\/\S+\/containerd-shim-kata-v2 2 hosts$/),
      '1.7.24 1 host',
      '2.0.0 1 host',
      'none or unknown 1 host',
      'none or unknown 3 hosts',
    ]);
  });

  await page.getByRole('button', { name: 'Cannot start' }).click();
  await eventually(async () => expect(await rows(page)).toHaveLength(2));
  await expect
    .poll(() => texts(page, '#fleet-reasons'))
    .toEqual(['1 fails to start: exec format error, 1 not installed']);
  const seen = page.url();

  await services[2].end('SIGKILL');
  await asked(page, `#/fleet?runtime=${kata}`, async () =>
    expect((await rows(page)).join()).toContain('Silent: not reachable Prometheus cannot read its metrics'),
  );
  await expect.poll(() => texts(page, '#fleet-states button')).toContain('Silent 1');

  await page.goto(seen);
  await vi.waitFor(async () => expect(await rows(page)).toHaveLength(1), patient);
  await page.getByRole('button', { name: 'All' }).click();
  await page.getByRole('link', { name: 'build-ams-01' }).click();
  await page.getByRole('heading', { name: /^Explain, build-ams-01 · good$/ }).waitFor();
  expect(page.url()).toBe(`http://${a}/#/explain?name=${kata}`);
}, 90_000);

it('a change to a shim on one of five hosts appears on the fleet page', async () => {
  const hosts = Array.from({ length: 5 }, () => new FleetHost());
  const services = await Promise.all(hosts.map((host) => host.serve('--containerd-version=2.0.0')));
  const [host, service] = [hosts[0] as FleetHost, services[0]];
  const instance = `127.0.0.1:${service?.port}`;
  hosts[4]?.install(kataShim);
  const prometheus = await startPrometheus(services.map(({ port }) => `127.0.0.1:${port}`));
  const { address } = await servePage(prometheus.url);
  await vi.waitFor(
    async () => expect(await prometheus.query(`shimdex_runtime_available{runtime="${kata}"}`)).toHaveLength(1),
    patient,
  );
  const page = await open(address, {
    path: `/#/fleet?runtime=${kata}`,
    expected: /asked for http:\/\/127\.0\.0\.1:/,
  });
  const shows = (row: RegExp, cells: readonly string[]) =>
    asked(page, `#/fleet?runtime=${kata}`, async () => {
      expect((await rows(page)).find((text) => text.startsWith(`${instance} `))).toMatch(row);
      expect(await texts(page, '#fleet-glance .cell')).toEqual(cells.map((cell) => expect.stringMatching(cell)));
    });
  const calm = ['^Reporting hosts 5 of 5$', '^Silent 0 ', '^High findings 0 ', '^Default runtime broken 0 '];

  await shows(/ Not installed$/, calm);
  host.install(kataShim);
  await shows(/ Can start \S+shim-kata-v2$/, calm);
  host.takeExecution(kataShim);
  await shows(/ Fails to start Not executable shim-unusable$/, calm);
  host.corrupt(kataShim);
  await shows(/ Fails to start Exec format error \S+shim-kata-v2 shim-cannot-start$/, calm);
  host.remove(kataShim);
  host.takeExecution('/usr/bin/containerd-shim-runc-v2');
  // The finding is about another runtime.
  await shows(/ Not installed$/, [
    ...calm.slice(0, 2),
    '^High findings 1 .*Show them$',
    '^Default runtime broken 1 .*Show them$',
  ]);
  await page.goto(`${address}/#/fleet`);
  await page.getByRole('link', { name: 'Show them' }).last().click();
  await eventually(async () =>
    expect(await rows(page)).toEqual([
      `${instance} job=shimdex Reporting default runc fails containerd 2.0.0 default-runtime-unavailable`,
    ]),
  );
  await expect
    .poll(() => page.getByRole('link', { name: 'default runc fails' }).getAttribute('href'))
    .toBe(`http://${instance}/#/explain?name=runc`);
  await page.getByRole('link', { name: 'default-runtime-unavailable' }).click();
  await page.getByRole('heading', { name: /^Findings,/ }).waitFor();
  expect(page.url()).toBe(`http://${instance}/#/findings?code=default-runtime-unavailable`);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toMatch(/default-runtime-unavailable/);
  await page.goBack();
  await page.locator('#fleet-rows .host').first().waitFor();
  host.install('/usr/bin/containerd-shim-runc-v2');
  await shows(/ Not installed$/, calm);
}, 120_000);

it('a version on the fleet page leads to its hosts, and many findings of a host are counted', async () => {
  const versions = { a: '1.7.2', b: '1.7.24', c: '1.7.24' };
  const named = Object.entries(versions).map(
    ([host, version]): Row => [{ instance: `${host}:7446`, nodename: host, containerd_version: version }, 1],
  );
  const codes = ['containerd-config-refused', 'default-runtime-unavailable', 'docker-config-refused'];
  const findings = codes.map((code): Row => [{ instance: 'b:7446', code }, 1]);
  const { url } = await startDouble(answer({ ...smallFleet, findings, named }));
  const service = await servePage(url);
  const page = await open(service.address, { path: '/#/fleet' });

  await page.locator('#fleet-rows .host').nth(3).waitFor();
  await expect
    .poll(() => rows(page))
    .toContain('b b:7446 job=shimdex cluster=eu-1 Reporting containerd 1.7.24 containerd-config-refused +2 more');
  await expect
    .poll(() => page.getByRole('link', { name: '+2 more' }).getAttribute('href'))
    .toBe('http://b:7446/#/findings');
  await page.getByRole('link', { name: /^1\.7\.2 / }).click();

  await eventually(async () =>
    expect(await rows(page)).toEqual(['a a:7446 job=shimdex cluster=eu-1 Reporting containerd 1.7.2']),
  );
  await expect.poll(() => page.getByLabel('Search hosts').inputValue()).toBe('containerd="1.7.2"');
});

it('without a Prometheus the page has no fleet section', async () => {
  const service = await serveHost();
  const page = await open(service.address);
  await page.getByText('Live').waitFor();

  await expect.poll(() => page.getByRole('link', { name: 'Fleet' }).count()).toBe(0);
});

it('the page shows that Prometheus does not answer, and shows the fleet once it does', async () => {
  let isUp = false;
  const { url } = await startDouble((question, response) =>
    isUp ? answer(smallFleet)(question, response) : json(response, 502, {}),
  );
  const service = await servePage(url);
  const page = await open(service.address, { path: '/#/fleet', expected: /502/ });

  await page.getByText(/^No data about the fleet\. .*Prometheus answered with the status 502/).waitFor();
  await expect.poll(() => page.locator('#fleet-body').isVisible()).toBe(false);
  isUp = true;
  await comeBack(page, '#/fleet');

  await eventually(async () => expect(await texts(page, '#fleet-note')).toEqual(['']));
});

type Row = readonly [Readonly<Record<string, string>>, number];

interface Hosts {
  readonly reporting: readonly Row[];
  readonly findings?: readonly Row[];
  readonly shims?: readonly Row[];
  readonly named?: readonly Row[];
}

function answer({ reporting, findings = [], shims = [], named = [] }: Hosts): Parameters<typeof startDouble>[0] {
  const known: Readonly<Record<string, readonly Row[]>> = {
    'up{job=': [],
    'group by (instance, nodename': named,
    'last_over_time(': [[{ instance: 'quiet:7446', job: 'shimdex' }, 1]],
    'group without': reporting,
    'severity="high"': findings,
    'count by (containerd_version, docker_version)':
      named.length > 0
        ? named.map(([{ containerd_version = '' }]) => [{ containerd_version }, 1])
        : [[{ containerd_version: '1.7.24', docker_version: '28.5.2' }, 5]],
    'count_values by (runtime)': [[{ runtime: 'runc', available: '1' }, reporting.length]],
    'group by (binary)': [[{ binary: 'containerd-shim-runc-v2' }, 1]],
    shimdex_shim_info: shims,
    shimdex_runtime_available: reporting.map(([labels], index) => [labels, index % 3 ? 1 : 0]),
  };
  return ({ form }, response) => {
    const query = form.get('query') ?? '';
    vector(response, known[Object.keys(known).find((text) => query.includes(text)) ?? ''] ?? []);
  };
}

const smallFleet: Hosts = {
  reporting: ['a:7446', 'b:7446', 'c:7446'].map((instance) => [{ instance, job: 'shimdex', cluster: 'eu-1' }, 1]),
  findings: [[{ instance: 'b:7446', code: 'docker-config-refused' }, 1]],
  shims: [[{ instance: 'b:7446', binary: 'containerd-shim-runc-v2', path: '/usr/bin/containerd-shim-runc-v2' }, 1]],
};

const count = 10_000;
const largeFleet: Hosts = {
  reporting: Array.from({ length: count }, (_, index) => [
    { instance: `host-${String(index).padStart(5, '0')}.example:7446`, job: 'shimdex', cluster: `c${index % 7}` },
    1,
  ]),
};

it('a list of ten thousand hosts contains only the visible rows, and works with keyboard and screen reader', async () => {
  const { url } = await startDouble(answer(largeFleet));
  const service = await servePage(url);
  const page = await open(service.address, { path: '/#/fleet?runtime=runc' });
  const box = page.locator('#fleet-box');
  const table = page.getByRole('table', { name: 'Hosts' });

  await eventually(async () => expect(await table.getAttribute('aria-rowcount')).toBe(String(count + 2)));
  await expect.poll(() => page.locator('#fleet-rows .host').count()).toBeLessThan(60);

  await box.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  // Every third host cannot start the runtime, and one is silent: these are first.
  await page.getByRole('link', { name: 'host-02498.example:7446' }).waitFor();
  await expect.poll(() => page.locator('#fleet-rows .host').count()).toBeLessThan(60);
  await page.getByRole('link', { name: 'host-02498.example:7446' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('host-02500.example:7446');
  await page.keyboard.press('Home');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('host-00000.example:7446');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('End');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('host-09998.example:7446');
  await expect
    .poll(() => page.locator('#fleet-rows .host').last().getAttribute('aria-rowindex'))
    .toBe(String(count + 2));

  await page.getByLabel('Search hosts').fill('cluster=c3 host-000');
  await eventually(async () => expect(await table.getAttribute('aria-rowcount')).toBe('15'));
  await expect.poll(() => texts(page, '#fleet-count')).toEqual(['14 of 10001']);
});

it('a short list of hosts does not scroll by itself, and a long list of runtimes can be searched', async () => {
  const known = answer(smallFleet);
  const counted = Array.from({ length: 40 }, (_, index): Row => [{ runtime: `r${index}`, available: '1' }, 3]);
  const { url } = await startDouble((request, response) =>
    request.form.get('query')?.includes('count_values by (runtime)')
      ? vector(response, counted)
      : known(request, response),
  );
  const service = await servePage(url);
  const page = await open(service.address, { path: '/#/fleet', viewport: { width: 390, height: 500 } });
  await page.locator('#fleet-rows .host').nth(3).waitFor();

  const inner = await page
    .locator('#fleet-box')
    .evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
  expect(inner).toBeLessThanOrEqual(1);
  await expect.poll(() => texts(page, '#fleet-runtimes .name')).toHaveLength(12);
  await page.getByLabel('Find a runtime').fill('r39');
  await expect.poll(() => texts(page, '#fleet-runtimes .name')).toEqual(['r39']);
  expect(page.url()).toMatch(/#\/fleet\?find=r39$/);
  await page.reload();
  await expect.poll(() => texts(page, '#fleet-runtimes .name')).toEqual(['r39']);
});

it('the page shows when a fleet is too large for the list', async () => {
  const reporting = Array.from({ length: 20_001 }, (_, index): Row => [{ instance: `h${index}` }, 1]);
  const { url } = await startDouble(answer({ reporting }));
  const service = await servePage(url);

  const page = await open(service.address, { path: '/#/fleet' });

  await page.getByText('showing 20000 of 20002 hosts; filter by a label to see the others').waitFor();
});

it('a focused row stays when it is scrolled out of view', async () => {
  const { url } = await startDouble(answer(largeFleet));
  const service = await servePage(url);
  const page = await open(service.address, { path: '/#/fleet' });
  await page.getByRole('link', { name: 'host-00002.example:7446' }).focus();

  await page.locator('#fleet-box').evaluate((element) => element.scrollTo(0, 100_000));
  await eventually(async () => expect((await rows(page)).length).toBeGreaterThan(20));

  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('host-00003.example:7446');
});

it('hosts can be filtered by a label, and an invalid label is not sent', async () => {
  const { url, questions } = await startDouble(answer(smallFleet));
  const service = await servePage(url);
  const page = await open(service.address, { path: '/#/fleet' });
  await page.locator('#fleet-rows .host').first().waitFor();
  const field = page.getByLabel('Filter by label');

  await field.fill('cluster');
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  await field.fill('cluster=eu-1');

  await eventually(() =>
    expect(questions.some(({ form }) => form.get('query')?.includes('{cluster="eu-1"}'))).toBe(true),
  );
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('false');
  expect(page.url()).toMatch(/#\/fleet\?label=cluster%3Deu-1$/);
});

it('hostile labels are shown as text and are not links', async () => {
  const instance = '"><img src=x onerror=alert(1)>\u202e';
  const { url } = await startDouble(
    answer({
      reporting: [
        [{ instance, job: '<b>' }, 1],
        [{ instance: 'javascript:alert(1)' }, 1],
      ],
    }),
  );
  const service = await servePage(url);
  const page = await open(service.address, { path: '/#/fleet' });
  await page.locator('#fleet-rows .host').nth(2).waitFor();

  await expect
    .poll(() => rows(page))
    .toContainEqual(expect.stringContaining('"><img src=x onerror=alert(1)>\\u202e job=<b>'));
  const links = await page.locator('#fleet-rows a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(links).toEqual(['http://quiet:7446/']);
});

it.each([1440, 390])(
  'axe finds no problems on the fleet page, light and dark, %i px wide',
  async (width) => {
    const { url } = await startDouble(answer(smallFleet));
    const service = await servePage(url);
    const page = await open(service.address, { path: '/#/fleet', viewport: { width, height: 900 }, bypassCSP: true });
    await loadAxe(page);

    for (const hash of ['#/fleet', '#/fleet?runtime=runc', '#/fleet?runtime=runc&state=findings', '#/fleet?q=nobody']) {
      await page.evaluate((value) => {
        location.hash = value;
      }, hash);
      await page
        .locator(hash.includes('nobody') ? '#no-hosts .empty' : '#fleet-rows .host')
        .first()
        .waitFor();
      if (hash.includes('runc'))
        await page.locator('#fleet-versions').getByText('containerd-shim-runc-v2', { exact: true }).waitFor();
      expect([hash, await problemsOf(page)]).toEqual([hash, []]);
    }
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  },
  120_000,
);
