import { describe, expect, it } from 'vitest';
import { handlerRow } from '../../../public/views/handler-row.js';
import { criNote, failingFirst, noHandlers } from '../../../public/views/handlers.js';
import { runtimeDetails } from '../../../public/views/runtimes/details.js';
import type { Handler } from '../../../src/model/inventory/handler.ts';
import { finding, handler, inventory, runtime, shim } from '../../builders.ts';

const file = '/etc/containerd/config.toml';
const extra = '/etc/containerd/conf.d/kata.toml';

/** The text of some markup, as a reader sees it. */
function textOf({ markup }: { readonly markup: string }): string {
  const text = markup
    .replace(/<wbr>|<code[^>]*>|<\/code>|<bdi[^>]*>|<\/bdi>/g, '')
    .replace(/<span class="directory">/g, '');
  return text
    .replace(/<\/span>(?=[^<])/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')
    .trim();
}

const rowOf = (given: Partial<Handler>, open = false) =>
  handlerRow(handler({ handler: 'kata', ...given }), inventory(), open);

const unavailable = { reason: 'not-installed', message: 'no such file' } as const;

describe('handlerRow()', () => {
  it('shows the shim, the OCI runtime, the snapshotter and the default', () => {
    const markup = rowOf({
      default: true,
      path: '/usr/bin/containerd-shim-runc-v2',
      ociRuntime: '/usr/bin/crun',
      snapshotter: 'devmapper',
      sandboxer: 'podsandbox',
    });

    expect(textOf(markup)).toBe(
      'kata default snapshotter devmapper Ready /usr/bin/containerd-shim-runc-v2 type io.containerd.runc.v2 runs /usr/bin/crun built into containerd',
    );
  });

  it('shows that a runtime path counts instead of the type, and what to do', () => {
    const runtimePath = '/opt/shim';
    const markup = rowOf({ available: false, runtimePath, unavailable, advice: [{ text: 'Install it' }] });

    expect(textOf(markup)).toContain(
      'Not installed /opt/shim from runtime_path, instead of io.containerd.runc.v2 Install it',
    );
  });

  it('shows which file overrides which key, and a file that only adds keys', () => {
    const definedIn = { file, line: 7 };
    const by = { file: extra, line: 4 };
    const overrides = [{ key: 'runtime_path', file, line: 9, by }];

    expect(textOf(rowOf({ definedIn, alsoIn: [by], overrides }))).toContain(
      `${file}:7 ${extra}:4 overrides runtime_path`,
    );
    expect(textOf(rowOf({ definedIn, alsoIn: [by], overrides }, true))).toContain(
      `runtime_path: ${extra}:4 overrides ${file}:9`,
    );
    expect(textOf(rowOf({ definedIn, alsoIn: [by] }))).toContain(`${file}:7 also in ${extra}:4`);
    expect(textOf(rowOf({ definedIn, overrides: [{ key: 'a', file: extra, line: 2, by: definedIn }] }))).toContain(
      `${file}:7 overrides ${extra}:2`,
    );
  });

  it('opens to the message, every remedy with its text to copy, and the options', () => {
    const advice = [
      { text: 'Link it', command: 'ln -s a b' },
      { text: 'Write it', file: '/a.conf', snippet: 'x\ny' },
    ];
    const markup = rowOf({ available: false, unavailable, advice, options: { ConfigPath: '/c.toml' } }, true);

    expect(textOf(markup)).toContain(
      'Fails to start: not installed no such file Copied What to do Link it ln -s a b Copied Write it in /a.conf x y Copied',
    );
    expect(markup.markup).toContain('data-copy="x&#10;y"');
    expect(textOf(markup)).toContain('Configuration of the shim /c.toml');
  });

  it('does not repeat in each row that CRI is not served', () => {
    const off = { reason: 'cri-not-served', message: 'CRI is not served: off' } as const;
    const text = textOf(rowOf({ available: false, unavailable: off, advice: [{ text: 'Serve CRI' }] }, true));

    expect(text).toContain('CRI not served');
    expect(text).not.toMatch(/Serve CRI|: off/);
  });

  it('escapes what a file gives', () => {
    const { markup } = rowOf({ handler: '<b>"', runtimeType: '<i>', options: { '<u>': '<s>' } }, true);

    expect(markup).not.toMatch(/<[bius]>/);
  });

  it('leads to the explanation of its name, whether it has a shim or not', () => {
    const { markup } = rowOf({ handler: 'gvisor', available: false, unavailable }, true);

    expect(markup).toContain('href="#/explain?name=gvisor">Explain this name');
  });

  it('leads to the shim and to the names that Docker has for it', () => {
    const path = '/usr/bin/containerd-shim-runc-v2';
    const host = inventory({ shims: [shim({ path })], runtimes: [runtime({ name: 'a.b.v1', handlers: ['kata'] })] });
    const { markup } = handlerRow(handler({ handler: 'kata', path }), host, true);

    expect(markup).toContain('href="#/shim?path=%2Fusr%2Fbin%2Fcontainerd-shim-runc-v2"');
    expect(markup).toContain('href="#/explain?name=a.b.v1"');
  });
});

describe('criNote()', () => {
  const disabled = { state: 'not-served', message: `The configuration disables CRI at ${file}:2` } as const;

  it('is empty while CRI is served', () => {
    expect(criNote(inventory()).markup).toBe('');
  });

  it('shows that containerd has no configuration file', () => {
    const source = { source: 'containerd-config', state: 'absent', file } as const;
    const host = inventory({ sources: [source], handlers: [handler({ handler: 'runc' })] });

    expect(textOf(criNote(host))).toContain(`No containerd configuration was found at ${file}. containerd has only`);
  });

  it('says once that the host has no containerd', () => {
    const reason = 'no-containerd' as const;
    const missing = { available: false, unavailable: { reason, message: 'x' }, advice: [{ text: 'Install it' }] };
    const host = inventory({
      cri: { state: 'not-served', message: 'x' },
      runtimes: [runtime({ name: 'runc', ...missing })],
    });

    expect(textOf(criNote(host))).toBe('containerd is not installed. No pod starts.');
    expect(noHandlers(host).markup).toBe('');
    expect(textOf(rowOf(missing))).toContain('kata containerd is not installed io.containerd.runc.v2 built into');
  });

  it('names the line that disables CRI, once', () => {
    const host = inventory({ cri: disabled, handlers: [handler({ handler: 'a' })] });

    expect(textOf(criNote(host))).toBe(
      `The configuration disables CRI at ${file}:2. Docker does not need CRI; a kubelet does.`,
    );
    expect(noHandlers(host).markup).toBe('');
  });

  it.each([
    ['cri-fails', 'not-served', 'CRI is not served, so no pod starts'],
    ['containerd-config-refused', 'served', 'its next start fails'],
    ['containerd-config-refused', 'unknown', 'cannot be asked about CRI. After its next start, CRI is not served'],
  ] as const)('shows the text of containerd and the advice of %s', (code, state, headline) => {
    const fault = finding({ code, message: 'The text', advice: [{ text: 'Correct it' }] });
    const host = inventory({ cri: { state, message: 'The text' }, findings: [fault] });

    expect(textOf(criNote(host))).toMatch(new RegExp(`${headline}.*The text.*Correct it`));
    expect(noHandlers(host).markup).toBe('');
  });

  it('is replaced by the empty state where the table is empty', () => {
    expect(textOf(noHandlers(inventory({ cri: disabled })))).toContain('CRI is disabled The configuration disables');
    expect(textOf(noHandlers(inventory()))).toContain('No handlers');
    expect(textOf(noHandlers(inventory({ cri: { state: 'unknown', message: 'Not read' } })))).toBe(
      'Handlers are unknown Not read',
    );
    expect(criNote(inventory({ cri: disabled })).markup).toBe('');
  });
});

it('failingFirst() keeps the order of the names', () => {
  const list = ['a', 'b', 'c', 'd'].map((name, at) => handler({ handler: name, available: at % 2 === 0 }));

  expect(failingFirst(list).map(({ handler: name }) => name)).toEqual(['b', 'd', 'a', 'c']);
});

it('runtimeDetails() names the handlers of a runtime, and what to do', () => {
  const advice = [{ text: 'Install it' }];
  const details = runtimeDetails(runtime({ name: 'a.b.v1', handlers: ['kata', 'x y'], advice }), inventory());

  expect(details.markup).toContain('href="#/handlers?name=x%20y"');
  expect(textOf(details)).toContain('What to do Install it');
});
