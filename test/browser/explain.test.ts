import { expect, it, vi } from 'vitest';
import type { Inventory } from '../../src/model/inventory/inventory.ts';
import type { ResolutionAnswer } from '../../src/model/resolution.ts';
import type { CaseHost } from '../cases/host.ts';
import { eventually } from '../eventually.ts';
import { open, texts, useChromium } from './chromium.ts';
import { brokenHost, driftedHost, refusedHost, serveCase } from './explain-hosts.ts';
import { type Service, type Serving, serveHost } from './service.ts';

useChromium();

/** A host that has a configuration of Docker, so the page is about Docker. */
function serveDocker(given: Serving = {}): Promise<Service> {
  const host: Serving['host'] = (made) => {
    made.file('daemon.json', '{}');
    given.host?.(made);
  };
  return serveHost({ ...given, host });
}

async function answer(service: Service, name: string, client: string): Promise<ResolutionAnswer> {
  return (await service.get(`/v1/resolve?${new URLSearchParams({ name, client })}`)) as ResolutionAnswer;
}

it('the verdict changes while you type, for each client', async () => {
  const service = await serveDocker({ host: (host) => host.shim('two/containerd-shim-kata-v2') });
  const page = await open(service.address, { path: '/#/explain' });
  const input = page.getByRole('combobox', { name: 'Name, command or error' });
  const verdicts = () => texts(page, '.resolution .verdict');

  await input.pressSequentially('kata');
  await eventually(async () => expect(await verdicts()).toEqual(['Refused', 'Refused', 'Refused', 'Refused']));
  await input.pressSequentially('.v');
  await eventually(async () =>
    expect(await verdicts()).toEqual(['Not installed', 'Not installed', 'Not installed', 'Refused']),
  );
  await input.pressSequentially('2');
  await eventually(async () => expect(await verdicts()).toEqual(['Starts', 'Starts', 'Starts', 'Refused']));
  await eventually(() => expect(page.url()).toMatch(/#\/explain\?name=kata\.v2$/));
});

it('each searched place is shown in order, with what was found, and the selected file', async () => {
  const service = await serveDocker({
    host: (host) => {
      host.file('one/containerd-shim-kata-v2', '', 0o644);
      host.shim('two/containerd-shim-kata-v2');
    },
  });

  const page = await open(service.address, { path: '/#/explain?name=io.containerd.kata.v2' });

  await page.locator('.resolution').first().waitFor();
  await expect.poll(() => texts(page, '.ladder h4')).toEqual(['Docker, containerd and nerdctl']);
  await expect
    .poll(() => texts(page, '.ladder .attempts li'))
    .toEqual([
      `working directory ${service.host.at('cwd/containerd-shim-kata-v2')} missing`,
      `PATH ${service.host.at('one/containerd-shim-kata-v2')} not executable`,
      `PATH ${service.host.at('two/containerd-shim-kata-v2')} selected`,
    ]);
  for (const client of ['docker', 'containerd', 'nerdctl']) {
    await expect
      .poll(() => texts(page, `[data-client="${client}"] .winner`))
      .toEqual([service.host.at('two/containerd-shim-kata-v2')]);
  }
});

it('on a phone, the path of each place is below its kind', async () => {
  const service = await serveCase(brokenHost());
  const page = await open(service.address, {
    path: '/#/explain?name=io.containerd.spin.v2',
    viewport: { width: 390, height: 844 },
  });
  const places = page.locator('.ladder .attempts > li:has(> a)');
  await places.first().waitFor();

  const gaps = await places.evaluateAll((all) =>
    all.map((place) => {
      const [step, link] = ['.step', 'a'].map((part) => place.querySelector(part)?.getBoundingClientRect());
      return (link?.top ?? 0) - (step?.bottom ?? 0);
    }),
  );

  expect(gaps.length).toBeGreaterThan(1);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
});

it('a deep link shows the exact error of each client, and similar names', async () => {
  const service = await serveDocker({ host: (host) => host.shim('two/containerd-shim-kata-v2') });

  const page = await open(service.address, { path: '/#/explain?name=io.containerd.kato.v2' });

  await page.locator('.client-error').first().waitFor();
  for (const client of ['docker', 'containerd', 'nerdctl']) {
    const { prints } = await answer(service, 'io.containerd.kato.v2', client);
    expect(prints).toContain('binary not installed');
    await expect.poll(() => page.locator(`[data-client="${client}"] pre`).innerText()).toBe(prints);
  }
  await page.getByText('Did you mean').waitFor();
  await page.locator('.meant').getByRole('link', { name: 'io.containerd.kata.v2' }).click();
  await eventually(async () =>
    expect(await texts(page, '.resolution .verdict')).toEqual(['Starts', 'Starts', 'Starts', 'Refused']),
  );
  await expect.poll(() => page.locator('#name').inputValue()).toBe('io.containerd.kata.v2');
});

it('Docker refuses a path, and containerd tries it', async () => {
  const service = await serveDocker({ host: (host) => host.shim('two/containerd-shim-kata-v2') });
  const path = service.host.at('two/containerd-shim-kata-v2');

  const page = await open(service.address, { path: `/#/explain?name=${encodeURIComponent(path)}` });

  await page.locator('.resolution').first().waitFor();
  await expect.poll(() => texts(page, '[data-client="docker"] .verdict')).toEqual(['Refused']);
  await expect.poll(() => texts(page, '.conclusion .cause')).toEqual(['Docker does not accept a path as a runtime']);
  expect(await texts(page, '.ladder h4')).not.toContain('Docker');
  expect(await page.locator('[data-client="containerd"]').innerText()).not.toContain('Docker does not accept');
});

it('the verdict changes when the host changes', async () => {
  const service = await serveDocker();
  const page = await open(service.address, { path: '/#/explain?name=io.containerd.kata.v2' });
  await eventually(async () => expect(await texts(page, '[data-client="docker"] .verdict')).toEqual(['Not installed']));

  service.host.shim('one/containerd-shim-kata-v2');

  await vi.waitFor(
    async () => expect(await texts(page, '.resolution .verdict')).toEqual(['Starts', 'Starts', 'Starts', 'Refused']),
    {
      timeout: 4000,
    },
  );
  expect(await page.locator('#announcer').textContent()).not.toBe(null);
  await vi.waitFor(
    async () =>
      expect(await page.locator('#announcer').textContent()).toBe(
        'io.containerd.kata.v2. Docker: Starts. containerd: Starts. nerdctl: Starts. CRI: Refused',
      ),
    { timeout: 4000 },
  );
});

it('an empty field shows names to try, and Back returns to them', async () => {
  const service = await serveDocker({ host: (host) => host.shim('one/containerd-shim-kata-v2') });
  const page = await open(service.address, { path: '/#/explain' });

  await page.getByRole('link', { name: 'io.containerd.kata.v2' }).click();
  await page.locator('.resolution').first().waitFor();
  await page.goBack();

  await page.getByText('On this host', { exact: true }).waitFor();
  await expect.poll(() => page.locator('#name').inputValue()).toBe('');
});

it('the name is found in a pasted log of any length, and a long text without one is not sent', async () => {
  const service = await serveDocker();
  const page = await open(service.address, { path: '/#/explain' });
  const line = 'time="2026-11-30T12:00:00Z" level=info msg="container created" id=0123456789abcdef\n';
  const error = 'docker: Error response from daemon: unknown or invalid runtime name: kata\n';
  const log = `${line.repeat(100)}${error}${line.repeat(100)}`;
  const paste = (selector: string) =>
    page.locator(selector).evaluate((field, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', text);
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, log);

  // What takes a paste is loaded once the section is drawn.
  await eventually(async () => {
    await paste('#name');
    expect(await page.locator('#name').inputValue()).toContain('unknown or invalid runtime name: kata');
  });
  await expect.poll(() => texts(page, '.conclusion .reading')).toEqual(['The name in this text is kata']);
  await expect.poll(() => texts(page, '#conclusion')).toEqual([expect.stringContaining('Docker refuses kata')]);

  await page.locator('#name').fill('a'.repeat(5000));
  await page.getByText('No runtime name found in this text').waitFor();
  await page.locator('#name').fill('kata');
  await expect.poll(() => texts(page, '#conclusion')).toEqual([expect.stringContaining('Docker refuses kata')]);

  await page.goto(`${service.address}/#/findings`);
  await page.getByRole('combobox', { name: 'Explain a name, path or error' }).click();
  await page.keyboard.type('runc');
  await page.locator('[role=option]').first().waitFor();
  await paste('#ask-name');
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(page, '.conclusion .reading')).toEqual(['The name in this text is kata']);
});

/** A command that failed, and what the page shows about it. */
interface Failure {
  readonly name: string;
  readonly cause: RegExp;
  readonly fix: RegExp;
  readonly now?: RegExp;
  readonly finding?: RegExp;
}

const kataNow = /docker run .*--runtime io\.containerd\.kata\.v2/;

const failures: readonly (readonly [string, () => CaseHost | Promise<CaseHost>, readonly Failure[]])[] = [
  [
    'installed and not configured, skipped, without its program, hidden by a broken file',
    brokenHost,
    [
      {
        name: 'kata',
        cause: /"kata" is not configured in Docker, and the name of a shim needs a dot: io\.containerd\.kata\.v2/,
        fix: /"runtimeType": "io\.containerd\.kata\.v2"/,
        now: kataNow,
      },
      {
        name: 'wasmtime',
        cause: /"\/usr\/local\/bin\/containerd-shim-wasmtime-v1" is installed, but containerd skips it/,
        fix: /chmod 755 \/usr\/local\/bin\/containerd-shim-wasmtime-v1/,
        finding: /shim-unusable/,
      },
      {
        name: 'crun',
        cause: /"crun" needs "\/usr\/bin\/crun", which is missing/,
        fix: /crun/,
        now: /--runtime runc/,
        finding: /configured-runtime-unavailable/,
      },
      {
        name: 'io.containerd.spin.v2',
        cause: /"\/containerd-shim-spin-v2" but cannot execute it.* It hides "\/usr\/sbin\/containerd-shim-spin-v2"/,
        fix: /rm \/containerd-shim-spin-v2/,
        finding: /shim-cannot-start/,
      },
    ],
  ],
  [
    'not loaded',
    driftedHost,
    [
      {
        name: 'kata',
        cause: /Docker has not loaded "kata": it is in "\/etc\/docker\/daemon\.json" line 3/,
        fix: /systemctl reload docker/,
        now: kataNow,
        finding: /reload-needed/,
      },
    ],
  ],
  [
    'in a file that dockerd refuses',
    refusedHost,
    [
      {
        name: 'kata',
        cause:
          /Docker never loaded "kata" in "\/etc\/docker\/daemon\.json" line 3, because dockerd refuses .* line 4: /,
        fix: /Correct "\/etc\/docker\/daemon\.json" line 4/,
        now: kataNow,
        finding: /next-start-fails/,
      },
    ],
  ],
];

it.each(failures)('a pasted command shows the cause and the fix in one step: %s', async (_, make, cases) => {
  const service = await serveCase(await make());
  const page = await open(service.address, { path: '/#/explain' });
  const conclusion = page.locator('.conclusion');
  for (const { name, cause, fix, now, finding } of cases) {
    await page.locator('#name').fill(`docker run --runtime=${name} alpine`);

    await eventually(async () => expect(await conclusion.locator('.cause').innerText()).toMatch(cause));
    await expect.poll(() => conclusion.locator('.part.fix').innerText()).toMatch(fix);
    if (now !== undefined) await expect.poll(() => conclusion.locator('.part.now').innerText()).toMatch(now);
    if (finding !== undefined)
      await expect.poll(() => conclusion.locator('.part.related').innerText()).toMatch(finding);
    await expect
      .poll(() => conclusion.locator('.part.fix').evaluate((part) => part.getBoundingClientRect().top))
      .toBeLessThan(900);
    await page.locator('.trace svg.wide').waitFor();
    if (name === 'crun') {
      await expect.poll(() => texts(page, '.ladder .program')).toEqual(['OCI runtime /usr/bin/crun missing']);
    }
  }
  if (make !== brokenHost) return;
  await expect
    .poll(() => texts(page, '.ladder .attempts > [data-outcome="failing"] .outcome'))
    .toEqual(['selected, fails']);
  await expect.poll(() => texts(page, '.ladder .attempts > [data-outcome="spare"] .outcome')).toEqual(['would work']);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.trace svg.tall').waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

it('a visit asks once, a change asks again, and without the service the page says so', async () => {
  const service = await serveDocker({ host: (host) => host.shim('one/containerd-shim-kata-v2') });
  // What is read of programs in the background changes the inventory, and with it the answer.
  await eventually(async () => {
    const { shims, programs } = (await service.get('/v1/inventory')) as Pick<Inventory, 'shims' | 'programs'>;
    expect([...shims, ...programs].filter(({ file }) => file === undefined)).toEqual([]);
  });
  const asked: string[] = [];
  const page = await open(service.address, {
    path: '/#/resolve?name=kata.v2',
    expected: /Failed to load resource|ERR_/,
    before: async (opened) => {
      opened.on('request', (request) => {
        if (request.url().includes('/v1/explain')) asked.push(request.url());
      });
    },
  });
  await page.locator('.trace svg.wide').waitFor();
  expect(asked).toEqual([`${service.address}/v1/explain?text=kata.v2`]);
  await expect.poll(() => page.locator('#sections [aria-current]').innerText()).toBe('Explain');

  await service.kill();
  await page.locator('#name').fill('kata.v3');

  await page.getByText('shimdex is not responding').waitFor();
});

it('the answer is copied as Markdown and the trace as an image', async () => {
  const service = await serveDocker({ host: (host) => host.shim('one/containerd-shim-kata-v2') });
  const page = await open(service.address, {
    path: '/#/explain?name=kata',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.locator('.trace svg.wide').waitFor();

  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await eventually(async () =>
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^\*\*Docker, `kata`: refused\.\*\* [\s\S]*docker: Error response from daemon: unknown or invalid runtime name: kata\n\nRun/,
    ),
  );
  await page.getByRole('button', { name: 'Copy as image' }).click();
  await eventually(async () => {
    const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types: all }) => all));
    expect(types).toEqual(['image/png']);
  });
});
