import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Change, ChangeSet } from '../../src/model/inventory/change.ts';
import { type Served, serve } from '../conformance/serve.ts';
import { aptGet, unpackDebian } from './debian-tree.ts';

let directory: string;
let served: Served | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shimdex-debian-'));
});
afterEach(async () => {
  await served?.stop();
  rmSync(directory, { recursive: true, force: true });
});

it('serve --root reports a package installation as it happens, and its removal', { timeout: 300_000 }, async () => {
  const tree = await unpackDebian(directory);
  served = await serve(directory, [`--root=${tree}`]);
  const stream = new ChangeStream();
  await served.listen((text) => stream.read(text));

  await aptGet(tree, 'install', '--no-install-recommends', 'containerd');

  await vi.waitFor(
    () => expect(stream.last('io.containerd.runc.v2')).toMatchObject({ after: installed('runc-v2') }),
    3_000,
  );
  await vi.waitFor(
    () => expect(stream.last('io.containerd.runc.v1')).toMatchObject({ after: installed('runc-v1') }),
    3_000,
  );

  await aptGet(tree, 'remove', 'containerd');

  await vi.waitFor(() => expect(stream.last('io.containerd.runc.v1')).toMatchObject({ action: 'destroy' }), 3_000);
  await vi.waitFor(
    () => expect(stream.last('io.containerd.runc.v2')).toMatchObject({ after: { available: false } }),
    3_000,
  );
});

function installed(shim: string): object {
  return { available: true, path: `/usr/bin/containerd-shim-${shim}` };
}

/** What an event stream said, change by change. */
class ChangeStream {
  #unread = '';
  readonly #changes: Change[] = [];

  read(text: string): void {
    const events = (this.#unread + text).split('\n\n');
    this.#unread = events.pop() ?? '';
    for (const event of events) this.#changes.push(...changesOf(event));
  }

  /** The last change of a runtime. */
  last(name: string): Change | undefined {
    return this.#changes.findLast(({ kind, key }) => kind === 'runtime' && key === name);
  }
}

function changesOf(event: string): readonly Change[] {
  if (!/^event: ?change$/m.test(event)) return [];
  const data = [...event.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line).join('\n');
  return (JSON.parse(data) as ChangeSet).changes;
}
