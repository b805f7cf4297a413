import { expect, it } from 'vitest';
import { renderRuntimes } from '../../../../src/render/text/answers/runtimes.ts';
import { inventory, runtime, shim } from '../../../builders.ts';

const plain = { all: false, colour: false };
const host = inventory({
  defaultRuntime: 'runc',
  runtimes: [
    runtime({
      name: 'crun',
      origin: 'configured',
      path: '/usr/bin/containerd-shim-runc-v2',
      ociRuntime: { path: 'crun', args: [], resolvedPath: '/usr/bin/crun' },
    }),
    runtime({ name: 'denied', origin: 'configured', permitted: false }),
    runtime({
      name: 'gone',
      origin: 'configured',
      available: false,
      path: '/usr/bin/containerd-shim-runc-v2',
      ociRuntime: { path: '/opt/gone', args: [] },
      unavailable: { reason: 'oci-runtime-missing', message: 'fork/exec /opt/gone: no such file or directory' },
    }),
    runtime({
      name: 'io.containerd.kata.v2',
      available: false,
      binary: 'containerd-shim-kata-v2',
      unavailable: { reason: 'not-installed', message: 'file does not exist' },
    }),
    runtime({ name: 'runc', origin: 'stock', path: '/usr/bin/containerd-shim-runc-v2' }),
  ],
  shims: [
    shim({ path: '/usr/bin/containerd-shim-runc-v2' }),
    shim({ path: '/bin/containerd-shim-x.bak', state: 'unusable', reason: 'dot-in-name' }),
    shim({
      path: '/opt/containerd-shim-runc-v2',
      state: 'shadowed',
      reason: 'shadowed',
      shadowedBy: '/usr/bin/containerd-shim-runc-v2',
    }),
  ],
});

it('renderRuntimes() shows the permitted set as a table, with the default marked', () => {
  expect(renderRuntimes(host, plain)).toBe(
    `RUNTIME                ORIGIN      AVAILABLE  PATH
crun                   configured  yes        /usr/bin/containerd-shim-runc-v2 (runs /usr/bin/crun)
gone                   configured  no         oci-runtime-missing: /opt/gone
io.containerd.kata.v2  implicit    no         not-installed: containerd-shim-kata-v2
runc *                 stock       yes        /usr/bin/containerd-shim-runc-v2
`,
  );
});

it('renderRuntimes() with all adds the shims that are not runtimes, and why', () => {
  const [, shims] = renderRuntimes(host, { ...plain, all: true }).split('\n\n');

  expect(shims).toBe(
    `UNUSED SHIM                   WHY          WINNER
/bin/containerd-shim-x.bak    dot-in-name
/opt/containerd-shim-runc-v2  shadowed     /usr/bin/containerd-shim-runc-v2
`,
  );
});

it('renderRuntimes() with wide adds versions, handlers, containers and packages, and a dash for what is not known', () => {
  const path = '/usr/bin/containerd-shim-runc-v2';
  const known = runtime({ name: 'io.containerd.runc.v2', path, version: '2.1.9', handlers: ['runc', 'kata'] });
  const owner = { manager: 'dpkg', name: 'containerd', version: '2.1.9-1', verified: true } as const;
  const file = { size: 1, mode: '0755', uid: 0, gid: 0, format: { kind: 'elf' as const }, package: owner };
  const wide = inventory({
    runtimes: [
      runtime({ name: 'crun', origin: 'configured', path: '/x' }),
      { ...known, usedBy: { running: 12, stopped: 0 } },
    ],
    shims: [{ ...shim({ path }), file }],
  });

  expect(renderRuntimes(wide, { ...plain, wide: true })).toContain(
    `RUNTIME                ORIGIN      AVAILABLE  VERSION  HANDLERS   RUNNING  STOPPED  PACKAGE             PATH
crun                   configured  yes        -        -          -        -        -                   /x
io.containerd.runc.v2  implicit    yes        2.1.9    runc,kata  12       0        containerd 2.1.9-1  ${path}
`,
  );
});

it('renderRuntimes() with all adds no empty section', () => {
  const sound = inventory({ runtimes: [runtime({ name: 'runc' })] });

  expect(renderRuntimes(sound, { ...plain, all: true })).toBe(renderRuntimes(sound, plain));
});

it.each([
  ['kata.v2', 'Default runtime: "kata.v2", another name of "io.containerd.kata.v2"'],
  ['a\u202e.v2', 'Default runtime: "a\\u{202e}.v2", which is not in this list'],
])('renderRuntimes() adds a line for a default that has no row: %j', (defaultRuntime, line) => {
  const runtimes = [runtime({ name: 'io.containerd.kata.v2', aliases: ['kata.v2'] })];

  expect(renderRuntimes(inventory({ defaultRuntime, runtimes }), plain)).toContain(`\n\n${line}\n`);
});

it('renderRuntimes() escapes names of the host', () => {
  const hostile = inventory({ runtimes: [runtime({ name: 'a\u001b]0;x\u0007.v1', path: '/bin/a\nb' })] });

  expect(renderRuntimes(hostile, plain)).toContain('a\\x1b]0;x\\x07.v1  implicit  yes        /bin/a\\x0ab\n');
});

it('renderRuntimes() uses colours only on request', () => {
  const painted = renderRuntimes(host, { all: true, colour: true });

  expect(painted).toContain('\u001b[32myes\u001b[39m');
  expect(renderRuntimes(host, { all: true, colour: false })).not.toContain('\u001b');
});
