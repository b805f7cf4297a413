import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostTree } from '../host-tree.ts';
import { runShimdex } from '../run-shimdex.ts';

let host: HostTree;
beforeEach(() => {
  host = new HostTree();
});
afterEach(() => host.remove());

function list(...options: readonly string[]) {
  return runShimdex(['list', ...host.options, ...options]);
}

it('list prints the permitted runtimes as a table, without colour for programs', async () => {
  host.shim('one/containerd-shim-kata-v2');

  const { status, stdout, stderr } = await list();

  expect(status).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).not.toContain('\x1b');
  expect(stdout).toMatch(
    new RegExp(`^io\\.containerd\\.kata\\.v2 +implicit +yes +${host.at('one/containerd-shim-kata-v2')}$`, 'm'),
  );
});

it('list --json prints the body of GET /v1/runtimes in one line', async () => {
  host.shim('two/containerd-shim-kata-v2');

  const { stdout } = await list('--json');

  const answer = JSON.parse(stdout);
  expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
  expect(Object.keys(answer)).toEqual(['revision', 'defaultRuntime', 'runtimes', 'sources']);
  expect(answer).toMatchObject({ revision: 1, defaultRuntime: 'runc' });
  expect(answer.runtimes.map((runtime: { name: string }) => runtime.name)).toEqual([
    'io.containerd.kata.v2',
    'io.containerd.runc.v2',
    'runc',
  ]);
});

it('list --all shows the shims that are not runtimes, and why', async () => {
  host.shim('one/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-kata-v2');
  host.file('one/containerd-shim-off-v1', '#!/bin/sh\n', 0o644);
  host.link('/nowhere', 'two/containerd-shim-gone-v1');

  const { stdout } = await list('--all', '--json');

  const shims = JSON.parse(stdout).shims as { path: string; state: string; reason: string }[];
  expect(shims.map(({ path, state, reason }) => [path, state, reason]).sort()).toEqual([
    [host.at('one/containerd-shim-off-v1'), 'unusable', 'not-executable'],
    [host.at('two/containerd-shim-gone-v1'), 'unusable', 'dangling-symlink'],
    [host.at('two/containerd-shim-kata-v2'), 'shadowed', 'shadowed'],
  ]);
  expect((await list('--all')).stdout).toContain(host.at('one/containerd-shim-off-v1'));
});

it('list escapes hostile file names', async () => {
  host.shim('one/containerd-shim-\x1b[31mred\nline\u202e-v1');

  const { stdout } = await list('--all');

  expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  expect(stdout).toContain('\\x1b[31mred\\x0aline\\u{202e}');
});

it('list omits runtimes that the policy denies, also from the environment', async () => {
  host.shim('one/containerd-shim-kata-v2');
  host.shim('one/containerd-shim-wasm-v1');

  const denied = await list('--deny=*-kata-*');
  const allowed = await runShimdex(['list', ...host.options], { SHIMDEX_ALLOW: '*-wasm-v1\n*-runc-*' });

  for (const { stdout } of [denied, allowed]) {
    expect(stdout).toContain('io.containerd.wasm.v1');
    expect(stdout).not.toContain('kata');
  }
});

it('list reads only the host below --root', async () => {
  const shims = `${host.at('tree')}/usr/bin`;
  mkdirSync(shims, { recursive: true });
  writeFileSync(`${shims}/containerd-shim-inside-v1`, '#!/usr/bin/interpreter\n', { mode: 0o755 });

  const { status, stdout } = await runShimdex(['list', '--json', `--root=${host.at('tree')}`]);

  const { runtimes } = JSON.parse(stdout);
  expect(status).toBe(0);
  expect(runtimes.map((runtime: { name: string }) => runtime.name)).toContain('io.containerd.inside.v1');
  expect(runtimes.find((runtime: { name: string }) => runtime.name === 'runc').available).toBe(false);
});

it('list refuses a root that does not exist', async () => {
  const { status, stdout, stderr } = await list(`--root=${host.at('nowhere')}`);

  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    `shimdex: Cannot use --root "${host.at('nowhere')}": write an existing directory, such as "/host"\n`,
  );
});

it('list --all reads what the unused shims are, and list alone does not', async () => {
  host.shim('one/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-kata-v2');

  const all = JSON.parse((await list('--all', '--json')).stdout);
  const quick = JSON.parse((await list('--json')).stdout);

  expect(all.shims).toEqual([
    expect.objectContaining({
      path: host.at('two/containerd-shim-kata-v2'),
      file: expect.objectContaining({
        size: 10,
        mode: '0755',
        sha256: createHash('sha256').update('#!/bin/sh\n').digest('hex'),
        format: { kind: 'script', interpreter: '/bin/sh' },
      }),
    }),
  ]);
  expect(quick).not.toHaveProperty('shims');
});
