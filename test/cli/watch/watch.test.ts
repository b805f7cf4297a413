import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { run } from '../../../src/cli/run.ts';
import type { ChangeSet } from '../../../src/model/inventory/change.ts';
import type { ScreenSize } from '../../../src/render/text/fit-screen.ts';
import { eventually } from '../../eventually.ts';
import { HostTree } from '../host-tree.ts';
import { program } from '../run-shimdex.ts';

let host: HostTree;
beforeEach(() => {
  host = new HostTree();
  host.shim('one/containerd-shim-kata-v2');
});
afterEach(() => host.remove());

/** A terminal, or a pipe without a size, on which a command of this process runs until `close`. */
class Watched {
  text = '';
  readonly ended: Promise<number>;
  readonly #listeners = new Set<() => void>();
  #size: ScreenSize | undefined;
  #close = () => {};

  constructor(
    args: readonly string[],
    { size, interactive = false }: { size?: ScreenSize; interactive?: boolean } = {},
  ) {
    this.#size = size;
    const [command = '', ...rest] = args;
    const screen = {
      size: () => this.#size ?? { columns: 0, rows: 0 },
      on: (listener: () => void) => void this.#listeners.add(listener),
      off: (listener: () => void) => void this.#listeners.delete(listener),
    };
    this.ended = run([command, ...host.options, '--watch', ...rest], {
      out: (text) => {
        this.text += text;
      },
      err: (text) => {
        this.text += text;
      },
      interactive: interactive || size !== undefined,
      colour: false,
      interactiveErrors: false,
      environment: {},
      onClosed: (listener) => {
        this.#close = listener;
      },
      ...(size === undefined ? {} : { screen }),
    });
    onTestFinished(async () => void (await this.close()));
  }

  get lines(): readonly string[] {
    return this.text.split('\n').slice(0, -1);
  }

  /** What was drawn last. */
  get drawn(): string {
    return this.text.split('\u001b[H').at(-1)?.replaceAll('\u001b[K', '') ?? '';
  }

  get listens(): boolean {
    return this.#listeners.size > 0;
  }

  resize(size: ScreenSize): void {
    this.#size = size;
    for (const listener of this.#listeners) listener();
  }

  close(): Promise<number> {
    this.#close();
    return this.ended;
  }
}

/** Shows another screen, without the cursor. */
const entered = '\u001b[?1049h\u001b[?25l';

/** Shows the cursor, and what the terminal had before. */
const restored = '\u001b[?25h\u001b[?1049l';

const keysOf = (line = '{"changes":[]}') =>
  (JSON.parse(line) as ChangeSet).changes.map(({ kind, action, key }) => `${action} ${kind} ${key}`);

describe('--watch to a pipe', () => {
  it('list prints a line that creates everything, and a line for each change', async () => {
    const list = new Watched(['list']);
    await eventually(() => expect(list.lines).toHaveLength(1));
    expect(JSON.parse(list.lines[0] ?? '')).toMatchObject({ revision: 1, defaultRuntime: 'runc' });
    expect(keysOf(list.lines[0])).toEqual(
      expect.arrayContaining(['create runtime io.containerd.kata.v2', 'create source search-path']),
    );

    host.shim('one/containerd-shim-new-v1');
    await eventually(() => expect(list.text).toContain('containerd-shim-new-v1'));
    host.file('one/containerd-shim-new-v1', 'text', 0o644);
    await eventually(() => expect(list.text).toContain('"action":"update"'));

    const [created, ...updated] = list.lines.slice(1).flatMap((line) => keysOf(line));
    expect(created).toBe('create runtime io.containerd.new.v1');
    expect(new Set(updated)).toEqual(new Set(['update runtime io.containerd.new.v1']));
    expect(Object.keys(JSON.parse(list.lines[1] ?? ''))).toEqual(['revision', 'changes']);
    expect(await list.close()).toBe(0);
  });

  it('-o json prints the whole answer for each change that the command shows', async () => {
    const [list, ps] = [new Watched(['list', '-o', 'json']), new Watched(['ps', '-o', 'json'])];
    await eventually(() => expect([list.lines.length > 0, ps.lines.length]).toEqual([true, 1]));

    host.shim('one/containerd-shim-new-v1');
    await eventually(() => expect(list.text).toContain('io.containerd.new.v1'));

    const names = list.lines.map((line) => JSON.parse(line).runtimes.map(({ name }: { name: string }) => name));
    expect(names[0]).toEqual(['io.containerd.kata.v2', 'io.containerd.runc.v2', 'runc']);
    expect(names.at(-1)).toContain('io.containerd.new.v1');
    expect(Object.keys(JSON.parse(list.lines[0] ?? ''))).toEqual(['revision', 'defaultRuntime', 'runtimes', 'sources']);
    expect(await list.close()).toBe(0);
    expect(ps.lines).toHaveLength(1);
  });

  it('-o name prints each name when it appears, and -o yaml a document for each change', async () => {
    const [names, yaml] = [new Watched(['list', '-o', 'name']), new Watched(['list', '-o', 'yaml'])];
    await eventually(() => expect([names.text, yaml.text].every((text) => text.includes('runc'))).toBe(true));

    host.shim('one/containerd-shim-new-v1');
    await eventually(() => expect(names.text).toContain('new.v1'));
    await eventually(() => expect(yaml.text).toContain('new.v1'));

    expect(names.lines).toEqual(['io.containerd.kata.v2', 'io.containerd.runc.v2', 'runc', 'io.containerd.new.v1']);
    const documents = parseAllDocuments(yaml.text).map((document) => document.toJS());
    expect(documents.length).toBeGreaterThan(1);
    expect(documents.at(-1).runtimes[1].name).toBe('io.containerd.new.v1');
  });

  it.each([
    ['check', 'finding', 'one/containerd-shim-off-v1'],
    ['handlers', 'handler', undefined],
    ['ps', 'source', undefined],
    ['list --all', 'program', undefined],
  ])('%s keeps running until nobody reads its output', async (command, kind, added) => {
    const watched = new Watched(command.split(' '));
    await eventually(() => expect(watched.lines.length).toBeGreaterThan(0));
    if (added !== undefined) host.file(added, 'text', 0o644);

    await eventually(() => expect(watched.lines.flatMap((line) => keysOf(line)).join('\n')).toContain(` ${kind} `));

    expect(await watched.close()).toBe(0);
  });
});

describe('--watch on a terminal', () => {
  it('list draws the table again after a change and after a change of size, and restores the terminal', async () => {
    const list = new Watched(['list'], { size: { columns: 60, rows: 20 } });
    await eventually(() => expect(list.drawn).toContain('io.containerd.kata.v2'));
    expect(list.text.startsWith(`${entered}\u001b[H`)).toBe(true);

    host.shim('one/containerd-shim-new-v1');
    await eventually(() => expect(list.drawn).toMatch(/^io\.containerd\.new\.v1 +implicit +yes/m));
    list.resize({ columns: 30, rows: 5 });

    const lines = list.drawn.split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[2]?.trimEnd()).toBe('RUNTIME                ORIGIN');
    expect(lines[4]).toMatch(/^and \d+ more lines/);
    expect(await list.close()).toBe(0);
    expect(list.text.endsWith(restored)).toBe(true);
    expect(list.listens).toBe(false);
  });

  it('a terminal that cannot be drawn on gets one table below the other', async () => {
    const list = new Watched(['list', '--no-headers'], { interactive: true });
    await eventually(() => expect(list.text).toContain('runc'));
    host.shim('one/containerd-shim-new-v1');
    await eventually(() => expect(list.text).toContain('new.v1'));

    expect(list.text).not.toContain('\u001b');
    expect(list.text.match(/^runc \*/gm)?.length).toBeGreaterThan(1);
  });
});

describe('the process of --watch', () => {
  function start(
    command: string,
    args: readonly string[],
  ): { readonly child: ChildProcess; readonly text: () => string } {
    const child = spawn(command, args, {
      env: { PATH: process.env['PATH'], TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    }
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, text: () => text };
  }

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s', async (signal) => {
    const { child, text } = start(program, ['list', '--watch', ...host.options]);
    await eventually(() => expect(text()).toContain('\n'));
    const closed = once(child, 'close');

    child.kill(signal);

    expect(await closed).toEqual([0, null]);
    for (const line of text().split('\n').slice(0, -1)) JSON.parse(line);
  });

  it('ends with 0 when its reader has left', async () => {
    const { child, text } = start(program, ['list', '--watch', ...host.options]);
    await eventually(() => expect(text()).toContain('\n'));
    const closed = once(child, 'exit');

    child.stdout?.destroy();
    host.shim('one/containerd-shim-new-v1');

    expect(await closed).toEqual([0, null]);
  });

  it('follows the size of a real terminal, and leaves it as it was on Ctrl-C', async () => {
    const resize = `(read line <${host.at('resize')}; stty columns 30 rows 6) <&2 &`;
    const command = `mkfifo ${host.at('resize')}; stty columns 70 rows 20; ${resize} exec ${process.execPath} ${program} list --watch ${host.options.join(' ')}`;
    const { child, text } = start('script', ['-qec', command, '/dev/null']);
    await eventually(() => expect(text()).toContain('io.containerd.kata.v2'));
    expect(text()).not.toContain('more lines');

    spawn('sh', ['-c', `echo now >${host.at('resize')}`]);
    await eventually(() => expect(text()).toContain('more lines'));
    const closed = once(child, 'close');
    child.stdin?.write('\u0003');

    expect(await closed).toEqual([0, null]);
    expect(text().split(restored)).toHaveLength(2);
  });

  it('gives the shell its own screen while it is stopped', async () => {
    const { child, text } = start('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null']);
    child.stdin?.write(`${process.execPath} ${program} list --watch ${host.options.join(' ')}\r`);
    await eventually(() => expect(text()).toContain(`${entered}\u001b[H`));
    const drawings = () => text().split(`${entered}\u001b[H`).length;

    child.stdin?.write('\u001a');
    await eventually(() => expect(text()).toMatch(/Stopped/));
    expect(text()).toContain(restored);
    child.stdin?.write('fg\r');
    await eventually(() => expect(drawings()).toBe(3));
    const closed = once(child, 'close');
    child.stdin?.write('\u0003');
    await eventually(() => expect(text().split(restored)).toHaveLength(3));
    child.stdin?.write('exit\r');

    expect((await closed)[1]).toBeNull();
  });
});
