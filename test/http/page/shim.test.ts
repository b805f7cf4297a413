import { describe, expect, it } from 'vitest';
import { adviceOf, findingsOf, namesOf, processesOf, subjectAt } from '../../../public/data/shim-page.js';
import { parseHash, shimAddress, subjectOf } from '../../../public/page/router.js';
import { copiesOfShim, headlineOf, shimConclusion } from '../../../public/views/shim/conclusion.js';
import { shimIdentity } from '../../../public/views/shim/identity.js';
import { nameRow } from '../../../public/views/shim/names.js';
import { noShim, shimHead } from '../../../public/views/shim/shell.js';
import type { Inventory } from '../../../src/model/inventory/inventory.ts';
import type { ShimFile } from '../../../src/model/inventory/shim-file.ts';
import type { ExplanationAnswer, Resolution } from '../../../src/model/resolution.ts';
import { finding, handler, inventory, place, runtime, shim, shimProcess } from '../../builders.ts';

const name = 'io.containerd.kata.v2';
const path = '/usr/local/bin/containerd-shim-kata-v2';
const other = '/usr/bin/containerd-shim-kata-v2';
const file: ShimFile = {
  size: 61_865_000,
  mode: '0755',
  uid: 0,
  gid: 0,
  sha256: '9f2c',
  format: { kind: 'elf', machine: 'x86-64', interpreter: '/lib64/ld-linux-x86-64.so.2' },
  build: { language: 'go', goVersion: '1.24.1', module: 'github.com/kata', version: 'v3.21.0', revision: 'abc' },
  version: '3.21.0',
  versionSource: 'build',
  package: { manager: 'dpkg', name: 'kata-containers', version: '3.21.0-1', verified: false },
};
const kata = shim({ path, runtime: name, aliases: ['kata.v2'], file });
const ready = runtime({ name, path, binary: kata.binary });

function host(given: Partial<Inventory> = {}): Inventory {
  return inventory({
    shims: [
      kata,
      shim({
        path: other,
        runtime: name,
        state: 'shadowed',
        reason: 'shadowed',
        shadowedBy: path,
        aliases: ['kata.v2'],
      }),
    ],
    runtimes: [ready, runtime({ name: 'kata', origin: 'configured', path, binary: kata.binary })],
    handlers: [
      handler({ handler: 'kata-qemu', path }),
      handler({ handler: 'runc', path: '/usr/bin/containerd-shim-runc-v2' }),
    ],
    searchPath: [place({ directory: '/usr/local/bin' }), place({ directory: '/usr/bin', position: 1 })],
    ...given,
  });
}

function pageOf(at: string, on: Inventory = host()) {
  const subject = subjectAt(on, at);
  if (subject === undefined) throw new Error(`No shim at ${at}`);
  return subject;
}

function textOf(markup: unknown): string {
  return String(markup)
    .replaceAll('<wbr>', '')
    .replace(/<\/?(?:code|span|bdi|a)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('headlineOf()', () => {
  const verdict = (on: Inventory, at = path) => {
    const { tone, text } = headlineOf(pageOf(at, on));
    return [tone, textOf(text)];
  };

  it('says what containerd does with the file', () => {
    expect(verdict(host())).toEqual(['good', 'containerd selects this file, and io.containerd.kata.v2 starts']);
    expect(verdict(host(), other)).toEqual(['plain', `Hidden: containerd finds ${path} first`]);
  });

  it('is about the cause when the name does not start', () => {
    const fails = { available: false, unavailable: { reason: 'no-containerd', message: 'm' } } as const;
    const broken = { ...kata, reason: 'exec-format-error' } as const;

    expect(verdict(host({ runtimes: [{ ...ready, ...fails }] }))).toEqual([
      'bad',
      'containerd selects this file, but io.containerd.kata.v2 does not start: containerd is not installed',
    ]);
    expect(verdict(host({ shims: [broken] }))).toEqual([
      'bad',
      'containerd selects this file and cannot start it: exec format error',
    ]);
    expect(verdict(host({ runtimes: [{ ...ready, available: null }] }))[0]).toBe('warn');
  });

  it('says why a file is skipped, in red if nothing replaces it', () => {
    const skipped = { ...kata, state: 'unusable', reason: 'not-executable' } as const;
    const { path: _path, ...lost } = { ...ready, available: false };

    expect(verdict(host({ shims: [skipped] }))).toEqual(['warn', 'containerd skips this file: not executable']);
    expect(verdict(host({ shims: [skipped], runtimes: [lost] }))[0]).toBe('bad');
    expect(verdict(host({ shims: [{ ...skipped, reason: 'dot-in-name' }] }))[1]).toBe(
      'containerd ignores this file: dot in file name',
    );
    expect(verdict(host({ shims: [{ ...skipped, reason: 'policy-denied' }] }))[1]).toBe(
      'containerd skips this file: blocked by policy',
    );
  });

  it('knows a file that only a configuration names', () => {
    const at = '/opt/kata/containerd-shim-kata-v2';
    const on = host({
      programs: [{ role: 'shim', path: at, file }],
      runtimes: [runtime({ name: 'kata', origin: 'configured', path: at })],
    });

    expect(verdict(on, at)).toEqual(['good', 'The path of this file is configured, and kata starts']);
    expect(namesOf(pageOf(at, on), on)).toEqual(['kata', at]);
  });
});

describe('the page of a shim', () => {
  it('lists every name by which a client may ask for the file', () => {
    expect(namesOf(pageOf(path), host())).toEqual([name, 'kata.v2', 'kata', 'kata-qemu', path]);
  });

  it('has the findings about the file and its failing names, and their advice once', () => {
    const chmod = { text: 'Make it executable', command: `chmod 755 ${path}` };
    const about = [
      finding({ code: 'shim-unusable', subject: path, advice: [chmod] }),
      finding({ code: 'configured-runtime-unavailable', subject: 'kata', advice: [chmod, { text: 'Or remove it' }] }),
      finding({ subject: '/elsewhere' }),
    ];
    const on = host({
      findings: about,
      runtimes: [ready, runtime({ name: 'kata', path, available: false, origin: 'configured' })],
    });

    expect(findingsOf(pageOf(path, on), on)).toEqual(about.slice(0, 2));
    expect(adviceOf(pageOf(path, on), on)).toEqual([chmod, { text: 'Or remove it' }]);
    expect(textOf(shimConclusion(pageOf(path, on), on, 'http://h/'))).toContain(`Make it executable chmod 755 ${path}`);
  });

  it('has the processes that run the file, by its path or the end of its links', () => {
    const on = host({
      shims: [{ ...kata, realPath: '/opt/kata/shim' }],
      processes: [
        shimProcess({ pid: 1, path: '/opt/kata/shim' }),
        shimProcess({ pid: 2, path }),
        shimProcess({ pid: 3, path: other }),
      ],
    });

    expect(processesOf(pageOf(path, on), on).map(({ pid }) => pid)).toEqual([1, 2]);
  });

  it('shows what the file is and where its version is from', () => {
    const text = textOf(shimIdentity(pageOf(path), host()).map(({ markup }) => markup));

    for (const part of [
      'Version 3.21.0 from its build information',
      'Package kata-containers 3.21.0-1 dpkg changed since',
      'Go 1.24.1 github.com/kata v3.21.0 commit abc',
      'ELF, x86-64 needs /lib64/ld-linux-x86-64.so.2',
      '61.9 MB 61,865,000 bytes',
      '0755 uid 0, gid 0',
      `${other} hidden by 1`,
    ])
      expect(text).toContain(part);
  });

  it('copies the JSON, a line for curl and one for shimdex, quoted for a shell', () => {
    const at = "/a/containerd-shim-it's-v1";
    const on = host({ shims: [shim({ path: at, runtime: "io.containerd.it's.v1" })] });
    const copies = new Map(copiesOfShim(pageOf(at, on), 'http://h:1/', true).map(({ label, text }) => [label, text]));

    expect(JSON.parse(copies.get('JSON') ?? '')).toEqual(on.shims[0]);
    expect(copies.get('curl')).toBe(
      `curl -fsS http://h:1/v1/shims | jq --arg path '/a/containerd-shim-it'\\''s-v1' '.shims[] | select(.path == $path)'`,
    );
    expect(copies.get('shimdex')).toBe(`shimdex resolve --client all 'io.containerd.it'\\''s.v1'`);
    expect(copies.has('docker run')).toBe(false);
    for (const [hasDocker, command] of [
      [true, 'docker run'],
      [false, 'ctr run'],
    ] as const) {
      const [first] = copiesOfShim(pageOf(path), 'http://h/', hasDocker);
      expect(first?.text).toContain(`--runtime ${name} `);
      expect(first?.text).toMatch(new RegExp(`^${command} `));
    }
  });

  it('has its place on the search path, and a text for an unknown path', () => {
    expect(shimHead(pageOf(other), host()).markup).toContain('place 2 of the search path');
    expect(subjectAt(host(), '/nowhere')).toBeUndefined();
    expect(noShim('/a/<b>', true).markup).toContain('No shim at <code>/a/&lt;b&gt;</code>');
    expect(noShim('', false).markup).toContain('href="#/search-path"');
  });
});

describe('nameRow()', () => {
  const answer = (given: Partial<Resolution>): Resolution => ({
    name,
    client: 'docker',
    verdict: 'implicit',
    permitted: true,
    available: true,
    path,
    attempts: [],
    aliases: [],
    advice: [],
    ...given,
  });
  const { path: _path, ...refused } = answer({
    client: 'cri',
    verdict: 'refused',
    refusal: 'not-configured',
    available: false,
  });
  const explanation: ExplanationAnswer = {
    text: name,
    name,
    answers: [answer({}), answer({ client: 'nerdctl', path: other }), refused],
    findings: [],
    revision: 1,
    sources: [],
  };
  const { markup } = nameRow(name, explanation, pageOf(path));

  it('says what each client does with a name, and whether it is this file', () => {
    expect(markup).toMatch(/data-client="docker"><span class="status" data-tone="good"><span>starts/);
    expect(markup).toMatch(
      /data-client="nerdctl"><span class="status" data-tone="plain"><span><a href="#\/shim[^>]*>another file/,
    );
    expect(markup).toMatch(/data-client="ctr"><span class="none">…/);
  });

  it('shows a refusal as the rule of the client, not as a fault', () => {
    expect(markup).toMatch(/data-client="CRI"><span class="status" data-tone="plain"><span>not configured/);
  });
});

it('the address of a shim leads to its page, and its file name to the title', () => {
  const { route, parameters } = parseHash(shimAddress('/a b/containerd-shim-x&y-v1'));

  expect([route, parameters.get('path'), subjectOf(parameters)]).toEqual([
    'shim',
    '/a b/containerd-shim-x&y-v1',
    'containerd-shim-x&y-v1',
  ]);
});
