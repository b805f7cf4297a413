import { describe, expect, it } from 'vitest';
import { questionIn } from '../../../public/data/long-text.js';
import { traceOf } from '../../../public/data/trace.js';
import { explanationView } from '../../../public/views/explain/answer.js';
import { ladders } from '../../../public/views/explain/ladder.js';
import { explanationMarkdown } from '../../../public/views/explain/markdown.js';
import { offeredNames } from '../../../public/views/explain/names.js';
import { tall, wide } from '../../../public/views/trace/layouts.js';
import { laneNode } from '../../../public/views/trace/nodes.js';
import { traceView } from '../../../public/views/trace/trace.js';
import type { Attempt, ExplanationAnswer, Resolution } from '../../../src/model/resolution.ts';
import { inventory, place, plan, runtime, shim, shimProcess } from '../../builders.ts';

const binary = 'containerd-shim-kata-v2';
const address = 'http://127.0.0.1:7446/';

function answer(given: Partial<Resolution> = {}): Resolution {
  return {
    name: 'io.containerd.kata.v2',
    client: 'docker',
    verdict: 'implicit',
    permitted: true,
    available: true,
    attempts: [],
    aliases: [],
    advice: [],
    ...given,
  };
}

function explanation(...answers: Resolution[]): ExplanationAnswer {
  const name = answers[0]?.name ?? '';
  return { text: name, name, answers, findings: [], revision: 1, sources: [] };
}

function at(directory: string, outcome: Attempt['outcome'], startable?: boolean): Attempt {
  const attempt: Attempt = { step: 'path', path: `${directory}/${binary}`, outcome };
  return startable === undefined ? attempt : { ...attempt, startable };
}

function textOf({ markup }: { readonly markup: string }): string {
  return markup
    .replace(/<wbr>/g, '')
    .replace(/<\/?(?:code|span class="directory")[^>]*>/g, '')
    .replace(/<\/span>(?=\w)/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('explanationView() of a text without the name of a runtime', () => {
  const unknown = { verdict: 'unknown', permitted: null, available: null } as const;
  const cause = 'No runtime name found in this text';

  it.each<[ExplanationAnswer['found'], Partial<Resolution>, RegExp]>([
    ['nothing', { ...unknown, name: 'hello world', cause }, /^\? No runtime name found in this text/],
    ['runtime-class', { ...unknown, name: 'gvisor' }, /\? The cluster has no RuntimeClass gvisor/],
    ['default', { name: 'crun' }, /^This command gets the default runtime, crun/],
  ])('says that it found %s', (found, given, text) => {
    const name = given.name ?? '';
    const shown = explanation(answer(given));
    const drawn = explanationView(
      { ...shown, text: found === 'nothing' ? name : 'a text', found },
      inventory(),
      address,
    );

    expect(textOf(drawn)).toMatch(text);
    expect(textOf(drawn)).not.toContain('cannot tell');
    expect(drawn.markup.includes('class="clients"')).toBe(found !== 'nothing');
    expect(textOf(drawn).match(new RegExp(cause, 'g')) ?? []).toHaveLength(found === 'nothing' ? 1 : 0);
    expect(drawn.markup).toContain('shimdex resolve -- ');
  });
});

describe('questionIn()', () => {
  const line = 'level=info msg="a container"';

  it('is the text itself if the service reads it', () => {
    expect(questionIn('ä'.repeat(2048))).toBe('ä'.repeat(2048));
    expect(questionIn('ä'.repeat(2049))).toBeUndefined();
  });

  it('is the last line about a runtime of a longer text', () => {
    const log = [
      ...Array(200).fill(line),
      'unknown runtime specified old',
      line,
      ' unknown runtime specified kata ',
      line,
    ];

    expect(questionIn(log.join('\n'))).toBe('unknown runtime specified kata');
    expect(questionIn(Array(200).fill(line).join('\n'))).toBeUndefined();
  });

  it('is the part of a long line that is about a runtime', () => {
    const long = `${'x '.repeat(3000)}unknown runtime specified kata ${'y '.repeat(3000)}`;

    expect(questionIn(long)).toMatch(/ unknown runtime specified kata y /);
    expect(questionIn(long)?.length).toBeLessThanOrEqual(1000);
  });
});

describe('ladders()', () => {
  const missing = ['/a', '/b', '/c'].map((directory) => at(directory, 'missing'));

  it('gives clients with equal places one ladder, and folds places where nothing is', () => {
    const attempts = [...missing, at('/d', 'chosen'), at('/e', 'not-tried')];
    const drawn = ladders(
      [answer({ attempts }), answer({ client: 'containerd', attempts }), answer({ client: 'cri' })],
      inventory(),
    );

    expect(drawn.markup.match(/class="ladder"/g)).toHaveLength(1);
    expect(textOf(drawn)).toContain('Docker and containerd');
    expect(textOf(drawn)).toContain('3 places, all missing');
    expect(textOf(drawn)).not.toContain('more, not reached');
  });

  it('shows a selected file that fails in red, and a copy behind it that would work', () => {
    const attempts = [at('/a', 'chosen', false), at('/b', 'not-tried', true)];
    const { markup } = ladders([answer({ attempts, available: false })], inventory());

    expect(markup).toMatch(/data-outcome="failing".*selected, fails.*data-outcome="spare".*would work/s);
  });

  it('ends with the program that is missing', () => {
    const drawn = ladders(
      [
        answer({
          attempts: [at('/a', 'chosen')],
          available: false,
          ociRuntime: { path: '/usr/bin/crun', args: [] },
          unavailable: { reason: 'oci-runtime-missing', message: '' },
        }),
      ],
      inventory(),
    );

    expect(textOf(drawn)).toMatch(/OCI runtime \/usr\/bin\/crun missing$/);
  });

  it('counts a directory once that is searched twice', () => {
    const drawn = ladders([answer({ attempts: [...missing, at('/a', 'missing')] })], inventory());

    expect(textOf(drawn)).toContain('3 places, all missing');
  });

  it.each([
    [false, 'missing'],
    [null, 'not known'],
  ])('does not say of a program that was not found that it cannot be executed: available %s', (available, state) => {
    const drawn = ladders([answer({ available, ociRuntime: { path: 'runc', args: [] } })], inventory());

    expect(textOf(drawn)).toMatch(new RegExp(`OCI runtime runc ${state}$`));
  });

  it('calls the directory of the opt plugin as the search path does', () => {
    const searchPath = [place({ directory: '/opt/containerd/bin', kind: 'opt' })];

    expect(
      textOf(ladders([answer({ attempts: [at('/opt/containerd/bin', 'missing')] })], inventory({ searchPath }))),
    ).toContain('opt plugin');
  });
});

it('ladders() says that no place was searched for a name that is rejected', () => {
  expect(textOf(ladders([answer({ verdict: 'refused', available: false })], inventory()))).toBe(
    'Places searched None: no client searches for this name.',
  );
});

describe('explanationView()', () => {
  const name = 'mine';
  const unavailable = { reason: 'not-installed', message: '' } as const;

  it.each<[Partial<Resolution>, string]>([
    [{ verdict: 'not-installed', unavailable }, '? mine is not installed'],
    [{ verdict: 'configured', unavailable }, '✗ The shim of mine is not installed'],
    [{ verdict: 'stock', unavailable: { reason: 'no-containerd', message: '' } }, '✗ mine cannot start'],
    [{ verdict: 'not-installed', unavailable: { reason: 'no-containerd', message: '' } }, '✗ mine cannot start'],
  ])('says "found" or "skipped" only of a file that is there: %j', (given, text) => {
    const drawn = explanationView(explanation(answer({ name, available: false, ...given })), inventory(), address);

    expect(textOf(drawn).startsWith(text)).toBe(true);
    expect(textOf(drawn)).not.toMatch(/found, but|skipped/i);
  });

  it('says of a handler that no file defines that it is built into containerd', () => {
    const runc = answer({ name, client: 'cri', verdict: 'configured' });
    const written = { ...runc, definedIn: { file: '/etc/containerd/config.toml', line: 4 } };

    expect(textOf(explanationView(explanation(runc), inventory(), address))).toContain('Starts built into containerd');
    expect(textOf(explanationView(explanation(written), inventory(), address))).toContain('Starts configured');
  });

  it('is about the handler on a host without Docker', () => {
    const answers = [
      answer({ name, verdict: 'refused', available: false }),
      answer({ name, client: 'cri', verdict: 'configured' }),
    ];
    const { host } = inventory();
    const without = inventory({ host: { ...host, docker: { ...host.docker, present: false } } });

    expect(textOf(explanationView(explanation(...answers), inventory(), address))).toContain('Docker refuses mine');
    expect(textOf(explanationView(explanation(...answers), without, address))).toContain('CRI starts mine');
    expect(explanationMarkdown(explanation(...answers), without)).toContain('**CRI, `mine`: starts.**');
  });

  it('is not about Docker on a host without Docker', () => {
    const { host } = inventory();
    const without = inventory({ host: { ...host, docker: { ...host.docker, present: false } } });
    const textFor = (asked: string, on = without) => {
      const refused = { name: asked, verdict: 'refused', available: false } as const;
      const answers = (['docker', 'containerd', 'cri'] as const).map((client) => answer({ ...refused, client }));
      return textOf(explanationView({ ...explanation(...answers), name: asked, text: asked }, on, address));
    };

    expect(textFor('kata')).toContain('CRI refuses kata');
    expect(textFor('io.containerd.kata.v2')).toContain('containerd refuses io.containerd.kata.v2');
    expect(textFor('kata', { ...without, cri: { state: 'not-served' } })).toContain('containerd refuses kata');
  });

  it('shows what to write before the command that loads it', () => {
    const advice = [{ text: 'Do', command: 'load it', file: '/f', snippet: 'a = 1' }];
    const failing = explanation(answer({ available: false, advice }));

    expect(textOf(explanationView(failing, inventory(), address))).toMatch(/Do in \/f a = 1.* load it/);
    expect(explanationMarkdown(failing, inventory())).toMatch(/in `\/f`\n\n```\na = 1\n```\n\n```\nload it\n```/);
  });

  it('does not repeat the fault of the cause in the fix', () => {
    const advice = [{ text: '"/a": its mode is 0644. Make it executable', command: 'chmod 755 /a' }];
    const fixOf = (cause: string) =>
      textOf(explanationView(explanation(answer({ available: false, cause, advice })), inventory(), address));

    expect(fixOf('containerd cannot execute "/a": its mode is 0644')).toContain('Fix Make it executable chmod');
    expect(fixOf('containerd cannot execute "/a"')).toContain(
      'Fix &quot;/a&quot;: its mode is 0644. Make it executable',
    );
  });

  it('shows a step that follows with the advice before it', () => {
    const advice = [
      { text: 'Repair it', command: 'chmod 755 /a' },
      { text: 'Then add a handler', file: '/f', snippet: 'a = 1' },
      { text: 'Or remove it' },
    ];
    const failing = explanation(answer({ available: false, advice }));

    expect(textOf(explanationView(failing, inventory(), address))).toMatch(
      /Fix Repair it chmod 755 \/a.* Then add a handler in \/f a = 1.* Another way Or remove it/,
    );
    expect(explanationMarkdown(failing, inventory())).toContain(
      'Fix: Repair it\n\n```\nchmod 755 /a\n```\n\nThen add a handler\n\nin `/f`\n\n```\na = 1\n```',
    );
  });

  it('shows what to write in a refused file, and folds other ways', () => {
    const advice = [{ text: 'Correct the file first' }, { text: 'Remove the comma' }];
    const folded = answer({ verdict: 'refused', refusal: 'no-dot', available: false, advice });
    const steps = { ...folded, refusal: 'docker-config-refused' } as const;

    expect(textOf(explanationView(explanation(folded), inventory(), address))).toContain('Another way Remove');
    expect(textOf(explanationView(explanation(steps), inventory(), address))).toContain(
      'Remove the comma Correct the file first',
    );
  });

  it('shows what to write in a file with which dockerd would not start', () => {
    const advice = [{ text: 'Correct the file first' }, { text: 'Remove the comma' }];
    const unavailable = { reason: 'docker-config-refused', message: 'invalid JSON' } as const;

    const drawn = textOf(
      explanationView(explanation(answer({ available: false, unavailable, advice })), inventory(), address),
    );

    expect(drawn).toContain('io.containerd.kata.v2 cannot start');
    expect(drawn).toContain('Fix Remove the comma Correct the file first');
  });

  it('says once what is the cause and the note of another client', () => {
    const text = 'The running containerd was not asked';
    const unknown = { client: 'cri', verdict: 'unknown', available: null, cause: text, note: text } as const;

    const drawn = textOf(explanationView(explanation(answer(), answer(unknown)), inventory(), address));

    expect(drawn.match(new RegExp(text, 'g'))).toHaveLength(1);
  });

  it('does not repeat the note that the cause already has, nor suggest for a name that starts', () => {
    const failing = answer({
      available: false,
      verdict: 'refused',
      refusal: 'reload-needed',
      cause: 'Docker has not loaded it',
      unavailable: { reason: 'reload-needed', message: 'the Engine has not loaded it' },
      note: 'the Engine has not loaded it',
      suggestions: [{ name: 'io.containerd.kata.v2', available: false, reason: 'not-executable' }],
    });

    const text = textOf(explanationView(explanation(failing), inventory(), address));

    expect(text.match(/not loaded it/g)).toHaveLength(1);
    expect(text).toContain('io.containerd.kata.v2 not executable');
    expect(textOf(explanationView(explanation(answer()), inventory(), address))).not.toContain('Did you mean');
  });

  it('shows every text as text', () => {
    const name = '<img src=x onerror=alert(1)>';
    const hostile = answer({ name, cause: name, prints: name, note: name, aliases: [name], available: false });
    const { markup } = explanationView(explanation(hostile), inventory(), address);

    expect(markup).not.toContain('<img');
  });

  it('offers the names of the host with their states', () => {
    const runtimes = [runtime({ name: 'a.b.v1' }), runtime({ name: 'x', available: false })];

    expect(textOf(offeredNames(inventory({ runtimes })))).toBe('starts unknown');
  });
});

it('explanationMarkdown() fits any text into its code spans and blocks', () => {
  const text = explanationMarkdown(
    explanation(answer({ name: 'a`b', available: false, prints: '```\nx', cause: 'a | b' })),
    inventory(),
  );

  expect(text).toContain('`` a`b ``');
  expect(text).toContain('````\n```\nx\n````');
  expect(text).toContain('a \\| b');
});

it.each([wide, tall])('laneNode() shows a usual directory whole, next to a long verdict', (layout) => {
  for (const directory of ['/usr/local/bin', '/usr/local/sbin']) {
    const text = 'hidden by 1, which fails';
    const { markup } = laneNode(
      { number: '6', directory, tone: 'plain', text, shim: shim({ path: '/a' }) },
      0,
      layout,
      false,
    );

    expect(markup).toContain(`>${directory}</text>`);
    expect(markup).not.toContain('<title>');
  }
});

describe('traceOf()', () => {
  const searchPath = ['/', '/a', '/b', '/c'].map((directory, position) => place({ directory, position }));
  const shims = [
    shim({ path: `/b/${binary}`, runtime: 'io.containerd.kata.v2' }),
    shim({ path: `/c/${binary}`, state: 'shadowed', reason: 'shadowed', shadowedBy: `/b/${binary}` }),
  ];
  const processes = [
    shimProcess({
      pid: 5,
      path: `/b/${binary}`,
      containers: [{ id: 'a', runtime: 'x', state: 'running' }],
    }),
    shimProcess({
      pid: 6,
      path: `/b/${binary}`,
      state: 'replaced',
      containers: [{ id: 'b', runtime: 'x', state: 'running' }],
    }),
  ];
  const containers = [5, 6].map((pid) => ({
    namespace: 'moby',
    id: String(pid),
    runtime: 'x',
    pid,
    outcome: pid === 5 ? ('kept' as const) : ('killed' as const),
    reason: 'reconnects' as const,
    message: '',
  }));
  const host = inventory({ searchPath, shims, processes, plan: plan({ containers }) });
  const found = answer({ binary, path: `/b/${binary}` });

  it('leads from the clients over the places to the file and to what runs from it', () => {
    const trace = traceOf(
      explanation(found, answer({ client: 'cri', verdict: 'refused', refusal: 'not-configured', available: false })),
      host,
    );

    expect(trace.clients).toMatchObject([
      { client: 'docker', tone: 'good', word: 'starts', lane: 1 },
      { client: 'cri', tone: 'bad', word: 'not configured', lane: undefined },
    ]);
    expect(trace.lanes.map(({ number, text }) => [number, text])).toEqual([
      ['1–2', '–'],
      ['3', 'selected'],
      ['4', 'hidden'],
    ]);
    expect(trace.runs).toEqual({
      current: 1,
      stale: 1,
      text: '2 running, 1 from a replaced file',
      forecast: 'containerd restart: 1 live on, 1 lost',
    });
  });

  it('shows the way of a similar name that starts when no client gets to a file', () => {
    const refused = answer({
      name: 'kata',
      verdict: 'refused',
      refusal: 'no-dot',
      available: false,
      suggestions: [{ name: 'io.containerd.kata.v2', available: true }],
    });
    const runtimes = [runtime({ name: 'io.containerd.kata.v2', binary, path: `/b/${binary}` })];

    const trace = traceOf(explanation(refused), { ...host, runtimes });

    expect(trace.similar).toEqual({ name: 'io.containerd.kata.v2', lane: 1, tone: 'good', word: 'starts now' });
    expect(trace.file?.name).toBe(binary);
  });

  it('says that the host has no containerd, and that no place has the file', () => {
    const unavailable = { reason: 'no-containerd', message: '' } as const;
    const runtimes = [runtime({ name: 'runc', available: false, unavailable })];
    const trace = traceOf(
      explanation(answer({ name: 'runc', verdict: 'stock', available: false, unavailable, binary })),
      inventory({ searchPath, runtimes }),
    );

    expect(trace.clients[0]?.word).toBe('no containerd');
    expect(trace.about).toMatch(/^(?:.+ · )?no containerd · Docker/);
    expect(trace.lanes.map(({ directory }) => directory)).toEqual(['all places']);
  });

  it('is drawn with all texts escaped', () => {
    const name = `<b>${'n'.repeat(300)}`;
    const { markup } = traceView(traceOf(explanation(answer({ name })), host), 'Text');

    expect(markup).not.toContain('<b>');
    expect(markup).toContain('…');
  });
});
