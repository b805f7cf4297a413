import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFields } from '../../../src/core/protobuf/writer.ts';
import { ContainerdSocket } from '../../../src/sources/containerd-socket/containerd-socket.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { eventually } from '../../eventually.ts';
import { type FakeGrpc, message, silence, status } from '../grpc/fake-grpc.ts';
import { behaviours, fakeContainerd, methods, pluginsAnswer } from './fake-containerd.ts';

const address = '/run/c.sock';
const target = { pid: 7, startTicks: '1', address };
const generousMs = 20_000;

let root: string;
let grpc: FakeGrpc;
let socket: ContainerdSocket;
let changes: number;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-socket-'));
  for (const directory of ['run', 'proc/1/net', 'proc/7/fd']) mkdirSync(join(root, directory), { recursive: true });
  writeFileSync(join(root, 'proc/1/net/unix'), `0: 00000002 00000000 00010000 0001 01 99 ${address}\n`);
  symlinkSync('socket:[99]', join(root, 'proc/7/fd/3'));
  grpc = await fakeContainerd(join(root, address));
  changes = 0;
  useSocket(generousMs);
});
afterEach(async () => {
  await socket.stop();
  await grpc.stop();
  rmSync(root, { recursive: true, force: true });
});

function useSocket(deadlineMs: number): void {
  const onChange = () => {
    changes += 1;
  };
  socket = new ContainerdSocket({ files: new HostFiles(root), onChange, deadlineMs });
}

function say(said: Parameters<typeof behaviours>[0]): void {
  for (const [method, behaviour] of Object.entries(behaviours(said))) grpc.methods.set(method, behaviour);
}

async function ask() {
  socket.attend(target);
  await socket.settle(generousMs);
  return socket.known();
}

describe('ContainerdSocket', () => {
  it('knows the version, the plugins, the deprecations and the handlers with their features', async () => {
    say({
      version: 'v2.1.4',
      plugins: [
        ['io.containerd.snapshotter.v1', 'zfs', 2, 'no zfs: skip plugin'],
        ['io.containerd.snapshotter.v1', 'devmapper', 2, 'devmapper not configured'],
        ['io.containerd.grpc.v1', 'cri'],
        ['io.containerd.internal.v1', 'opt', undefined, undefined, '/srv/opt'],
      ],
      deprecations: { 'io.containerd.deprecation/x': 'X is deprecated since v2.0' },
      handlers: { runc: true, kata: false },
    });

    const { state, facts } = await ask();

    expect(state).toEqual({ source: 'containerd-socket', state: 'read' });
    expect(facts).toEqual({
      version: 'v2.1.4',
      plugins: [
        { plugin: 'io.containerd.snapshotter.v1.zfs', state: 'skip', error: 'no zfs: skip plugin' },
        { plugin: 'io.containerd.snapshotter.v1.devmapper', state: 'error', error: 'devmapper not configured' },
        { plugin: 'io.containerd.grpc.v1.cri', state: 'ok' },
        { plugin: 'io.containerd.internal.v1.opt', path: '/srv/opt', state: 'ok' },
      ],
      deprecations: [{ id: 'io.containerd.deprecation/x', message: 'X is deprecated since v2.0' }],
      cri: {
        served: true,
        handlers: new Map([
          ['runc', ['recursive-read-only-mounts', 'user-namespaces']],
          ['kata', ['recursive-read-only-mounts']],
        ]),
      },
    });
    expect(new Set(grpc.asked)).toEqual(new Set([methods.version, methods.server, methods.plugins, methods.status]));
  });

  it('knows a CRI that is not served, and a containerd without some services', async () => {
    say({ handlers: false });
    grpc.methods.delete(methods.server);

    const { state, facts } = await ask();

    expect(state.state).toBe('read');
    expect(facts).toMatchObject({ cri: { served: false }, version: '2.1.4' });
    expect(facts).not.toHaveProperty('deprecations');
  });

  const junk = Uint8Array.of(0x0a, 0xff);

  it.each([
    ['malformed bytes', message(junk)],
    ['a malformed plugin', message(writeFields([[1, junk]]))],
    ['a plugin whose name is not valid UTF-8', message(writeFields([[1, writeFields([[1, Uint8Array.of(255)]])]]))],
    [
      'more plugins than any containerd has',
      message(pluginsAnswer(new Array<readonly [string, string]>(1025).fill(['a', 'b']))),
    ],
    ['an error', status(13, 'out of \u001b[31mluck')],
    ['more than 4 MiB', message(new Uint8Array(5 * 1024 * 1024))],
  ])('%s for the plugins cost no other fact', async (_, behaviour) => {
    grpc.methods.set(methods.plugins, behaviour);

    const { state, facts } = await ask();

    expect(state).toMatchObject({ state: 'unreadable', message: expect.stringContaining(address) });
    expect(facts).toMatchObject({ version: '2.1.4', cri: { served: true } });
    expect(facts).not.toHaveProperty('plugins');
  });

  it.each([
    ['a configuration that is not JSON', '{'],
    ['a configuration without handlers', '{"containerd": []}'],
    ['a configuration that is nested too deeply', '['.repeat(200_000)],
  ])('%s is not an answer about CRI', async (_, config) => {
    const info = writeFields([
      [
        2,
        writeFields([
          [1, 'config'],
          [2, config],
        ]),
      ],
    ]);
    grpc.methods.set(methods.status, message(info));

    const { state, facts } = await ask();

    expect(state.message).toBe(`containerd at "${address}" answered Status with something else`);
    expect(facts).not.toHaveProperty('cri');
  });

  it('an answer that hangs costs its own fact, and an earlier one is kept', async () => {
    await ask();
    await socket.stop();
    useSocket(1500);
    grpc.methods.set(methods.status, silence);

    const first = await ask();

    expect(first.state).toMatchObject({ state: 'unreadable', message: expect.stringContaining('within 1.5 s') });
    expect(first.facts).toMatchObject({ version: '2.1.4' });
    expect(first.facts).not.toHaveProperty('cri');

    say({ handlers: { runc: true, kata: true } });
    grpc.methods.set(methods.version, silence);
    socket.doubt();
    await eventually(() => expect(socket.known()).toMatchObject({ state: { state: 'stale' }, facts: { cri: {} } }));
    expect(socket.saidBy(7).version).toBe('2.1.4');
  });

  it('asks again when it is doubted, and reports a change once', async () => {
    await ask();
    say({ version: '2.2.0' });

    socket.doubt();
    await socket.settle(generousMs);
    expect(changes).toBe(1);
    socket.known();
    socket.doubt();
    await socket.settle(generousMs);

    expect([changes, socket.saidBy(7).version, socket.saidBy(8).version]).toEqual([1, '2.2.0', undefined]);
  });

  it('forgets the answers of a process that ended, and asks the next one', async () => {
    await ask();
    await ask();
    expect(grpc.asked).toHaveLength(4);

    socket.attend({ ...target, startTicks: '2' });
    expect(socket.known().facts).toBeUndefined();
    await socket.settle(generousMs);

    expect(grpc.asked).toHaveLength(8);
    expect(socket.known().state.state).toBe('read');
  });

  it('asks again after a failure while it listens', { timeout: 20_000 }, async () => {
    grpc.methods.set(methods.plugins, status(14, 'not yet'));
    socket.listen();
    await ask();
    say({});

    await eventually(() => expect(socket.known().state.state).toBe('read'));
  });

  it.each<[string, () => void | Promise<void>, object]>([
    ['another process listens', () => rmSync(join(root, 'proc/7/fd/3')), { state: 'absent', message: notKnown() }],
    ['the kernel lists no such socket', () => writeFileSync(join(root, 'proc/1/net/unix'), ''), { state: 'absent' }],
    ['nothing listens', () => grpc.stop(), { state: 'absent', message: `Nothing is at "${address}"` }],
    [
      'a file is in its place',
      async () => {
        await grpc.stop();
        writeFileSync(join(root, address), '');
      },
      { state: 'unreadable', message: `"${address}" is not a socket` },
    ],
  ])('does not connect where %s', async (_, arrange, expected) => {
    await arrange();

    const { state, facts } = await ask();

    expect(state).toMatchObject(expected);
    expect(facts).toBeUndefined();
    expect(grpc.asked).toEqual([]);
    rmSync(join(root, address), { force: true });
    grpc = await fakeContainerd(join(root, 'run/other.sock'));
  });

  it('is absent where no containerd runs, and says why where it may not ask', () => {
    socket.attend({});
    expect(socket.known()).toEqual({ state: { source: 'containerd-socket', state: 'absent' } });

    socket.attend({ message: 'Not asked, by --containerd-socket none' });
    expect(socket.known().state).toMatchObject({ state: 'absent', message: expect.stringContaining('none') });
  });
});

function notKnown(): string {
  return `Not asked: "${address}" is not known to be a socket of process 7`;
}
