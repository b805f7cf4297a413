import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { Look } from '../../../src/discovery/look/look.ts';
import { Looker } from '../../../src/discovery/look/looker.ts';
import { Observer } from '../../../src/discovery/look/observe.ts';
import { ContainerdSocket } from '../../../src/sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../../../src/sources/engine/engine.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { Programs } from '../../../src/sources/provenance/programs.ts';
import { elfWithSections } from '../../sources/provenance/elf-sections.ts';

/** A host of its own, and the ways to look at it. */
class Host {
  readonly root = fs.mkdtempSync(join(tmpdir(), 'shimdex-narrow-'));

  constructor() {
    for (const name of ['a', 'b', 'c', 'cwd', 'targets', 'usr/bin', 'bin', 'etc/docker']) {
      fs.mkdirSync(join(this.root, name), { recursive: true });
    }
    this.write('/bin/sh', elfWithSections([]));
    this.write('/usr/bin/runc', '#!/bin/sh\n');
    this.write('/etc/docker/daemon.json', JSON.stringify({ runtimes: { crun: { path: '/usr/bin/crun' } } }));
  }

  write(path: string, text: string | Buffer, mode = 0o755): void {
    const at = join(this.root, path);
    fs.rmSync(at, { recursive: true, force: true });
    fs.writeFileSync(at, text);
    fs.chmodSync(at, mode);
  }

  looker(): { readonly looker: Looker; readonly programs: Programs } {
    const files = new HostFiles(this.root);
    const settings = {
      root: this.root,
      searchPath: '/a:/b:/c',
      containerd: 'none',
      containerdCwd: '/cwd',
      containerdVersion: '2.0.0',
      dockerVersion: '28.0.0',
      containerdConfig: '/etc/containerd/config.toml',
      dockerConfig: '/etc/docker/daemon.json',
      dockerSocket: 'none',
      containerdSocket: 'none',
      target: 'narrow',
      policy: { allow: [], deny: ['denied'] },
    } as const;
    const engine = new Engine({ files, onChange: () => {} });
    const socket = new ContainerdSocket({ files, onChange: () => {} });
    const programs = new Programs(files, () => {});
    return {
      looker: new Looker(new Observer(files, settings, { engine, socket }, 0), files, settings, programs),
      programs,
    };
  }

  /** What the watcher reports about paths. */
  touched(paths: readonly string[]): Map<string, Set<string>> {
    const touched = new Map<string, Set<string>>();
    for (const path of paths) {
      const { dev, ino } = fs.statSync(join(this.root, dirname(path)), { bigint: true });
      const key = `${dev}:${ino}`;
      touched.set(key, (touched.get(key) ?? new Set()).add(basename(path)));
    }
    return touched;
  }
}

const shims = ['kata-v2', 'kata-v1', 'runc-v2', 'denied-v1', 'x.y-v1', 'noversion'].map(
  (name) => `containerd-shim-${name}`,
);
const shimPath = fc
  .tuple(fc.constantFrom('/a', '/b', '/c'), fc.constantFrom(...shims))
  .map(([directory, name]) => `${directory}/${name}`);
const target = fc.constantFrom('/targets/one', '/targets/two');
const text = fc.constantFrom('#!/bin/sh\n', '#!/missing\n', '#!/a/containerd-shim-kata-v2\n', 'text', '');

type Act = (host: Host) => readonly string[];

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(shimPath, text, fc.constantFrom(0o755, 0o644)).map(([path, content, mode]) => (host: Host) => {
    host.write(path, content, mode);
    return [path];
  }),
  shimPath.map((path) => (host: Host) => {
    fs.rmSync(join(host.root, path), { recursive: true, force: true });
    return [path];
  }),
  fc.tuple(shimPath, fc.oneof(target, shimPath)).map(([path, to]) => (host: Host) => {
    fs.rmSync(join(host.root, path), { recursive: true, force: true });
    fs.symlinkSync(to, join(host.root, path));
    return [path];
  }),
  fc.tuple(target, text, fc.constantFrom(0o755, 0o644)).map(([path, content, mode]) => (host: Host) => {
    host.write(path, content, mode);
    return [path];
  }),
  fc.tuple(shimPath, shimPath).map(([from, to]) => (host: Host) => {
    if (from === to || !fs.existsSync(join(host.root, from))) return [];
    fs.rmSync(join(host.root, to), { recursive: true, force: true });
    fs.renameSync(join(host.root, from), join(host.root, to));
    return [from, to];
  }),
  fc.boolean().map((isThere) => (host: Host) => {
    if (isThere) host.write('/usr/bin/crun', '#!/bin/sh\n');
    else fs.rmSync(join(host.root, '/usr/bin/crun'), { force: true });
    return ['/usr/bin/crun'];
  }),
  shimPath.map((path) => (host: Host) => {
    fs.rmSync(join(host.root, path), { recursive: true, force: true });
    fs.mkdirSync(join(host.root, path));
    return [path];
  }),
);

/** Looks, and once more when the programs are read. */
async function settled({ looker, programs }: ReturnType<Host['looker']>, first: Look): Promise<Look> {
  await programs.want(first.programs, first.shimFiles, first.narrow);
  return looker.look('touched');
}

/** What a fresh process finds. */
async function lookAfresh(host: Host): Promise<Look> {
  const fresh = host.looker();
  const whole = await settled(fresh, await fresh.looker.look('all'));
  await fresh.programs.stop();
  return whole;
}

/** Takes random steps on a host; after each one, what a kept looker gives is what a fresh process finds. */
async function compareWithFresh<Step>(
  step: fc.Arbitrary<Step>,
  take: (step: Step, host: Host, kept: ReturnType<Host['looker']>) => Promise<Look>,
): Promise<void> {
  const run = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
    const host = new Host();
    const kept = host.looker();
    try {
      await settled(kept, await kept.looker.look('all'));
      for (const each of steps) {
        const now = await settled(kept, await take(each, host, kept));
        const whole = await lookAfresh(host);
        expect(now.facts).toEqual(whole.facts);
        // A path that nothing asks for any more is still looked at, until the next look at everything.
        expect([...whole.dependsOn].filter((path) => !now.dependsOn.has(path))).toEqual([]);
      }
      const now = await settled(kept, await kept.looker.look('all'));
      const whole = await lookAfresh(host);
      expect(now.facts).toEqual(whole.facts);
      expect([...now.dependsOn].sort()).toEqual([...whole.dependsOn].sort());
    } finally {
      await kept.programs.stop();
      fs.rmSync(host.root, { recursive: true, force: true });
    }
  });
  await fc.assert(run, { numRuns: 25 });
}

it('a look at the name of an interpreter is about the scripts that need it, too', async () => {
  const host = new Host();
  onTestFinished(() => fs.rmSync(host.root, { recursive: true, force: true }));
  host.write('/usr/bin/python3', '#!/bin/sh\n');
  host.write('/b/containerd-shim-kata-v2', '#!/usr/bin/python3\n');
  const kept = host.looker();
  onTestFinished(() => kept.programs.stop());
  const first = await settled(kept, await kept.looker.look('all'));
  expect(first.inspected).toContain('/usr/bin/python3');

  fs.rmSync(join(host.root, '/usr/bin/python3'));
  const now = await settled(kept, await kept.looker.look('touched', host.touched(['/usr/bin/python3'])));
  expect(now.facts.shims).toMatchObject([{ state: 'effective', reason: 'interpreter-missing' }]);
  expect(now.facts).toEqual((await lookAfresh(host)).facts);

  host.write('/usr/bin/python3', '#!/bin/sh\n');
  const again = await settled(kept, await kept.looker.look('touched', host.touched(['/usr/bin/python3'])));
  expect(again.facts.shims[0]?.reason).toBeUndefined();
});

it('a look at touched names gives what a look at everything gives', async () => {
  await compareWithFresh(act, (change, host, { looker }) => looker.look('touched', host.touched(change(host))));
}, 120_000);

it('a look at touched names keeps the objects of all other names', async () => {
  const host = new Host();
  onTestFinished(() => fs.rmSync(host.root, { recursive: true, force: true }));
  const [other = '', name = ''] = shims;
  host.write(`/a/${other}`, '#!/bin/sh\n');
  const { looker } = host.looker();
  const before = await looker.look('all');
  host.write(`/b/${name}`, '#!/bin/sh\n');

  const after = await looker.look('touched', host.touched([`/b/${name}`]));

  const shimIn = ({ facts }: Look) => facts.shims.find(({ binary }) => binary === other);
  const runtimeIn = ({ facts }: Look) => facts.runtimes.find(({ binary }) => binary === other);
  expect(after.facts.shims).toHaveLength(2);
  expect(runtimeIn(before)?.available).toBe(true);
  expect(shimIn(after)).toBe(shimIn(before));
  expect(runtimeIn(after)).toBe(runtimeIn(before));
});

/** Changes that no event of a search path names. */
const unheard: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom(0o755, 0o777).map((mode) => (host: Host) => {
    fs.chmodSync(join(host.root, 'targets'), mode);
    fs.chmodSync(join(host.root, 'a'), mode);
    return [];
  }),
  fc.constantFrom('root:x:0:\n', 'root:x:0:\nstaff:x:50:someone\n').map((groups) => (host: Host) => {
    host.write('/etc/group', groups);
    return [];
  }),
  fc.tuple(fc.constantFrom(...shims, 'crun'), fc.boolean()).map(([name, isThere]) => (host: Host) => {
    const directory = join(host.root, 'opt/bin');
    fs.mkdirSync(directory, { recursive: true });
    if (isThere) host.write(`/opt/bin/${name}`, '#!/bin/sh\n');
    else fs.rmSync(join(directory, name), { force: true });
    return [];
  }),
  fc
    .constantFrom({}, { crun: { path: '/usr/bin/crun' } }, { 'my-kata': { runtimeType: 'io.containerd.kata.v2' } })
    .map((runtimes) => (host: Host) => {
      host.write('/etc/docker/daemon.json', JSON.stringify({ runtimes }));
      return [];
    }),
);

it('a full look that may keep an inventory gives what a fresh process finds', async () => {
  const nothing = fc.constant<Act>(() => []);
  const scopes = fc.constantFrom<'all' | 'sources'>('all', 'sources');
  const step = fc.tuple(fc.oneof(act, nothing), fc.oneof(act, unheard, nothing), scopes);
  await compareWithFresh(step, async ([heard, change, scope], host, kept) => {
    await settled(kept, await kept.looker.look('touched', host.touched(heard(host))));
    change(host);
    return kept.looker.look(scope);
  });
}, 120_000);

it('a full look that finds nothing new keeps the inventory, and a look at names after it keeps the other ones', async () => {
  const host = new Host();
  onTestFinished(() => fs.rmSync(host.root, { recursive: true, force: true }));
  const [other = '', name = ''] = shims;
  host.write(`/a/${other}`, '#!/bin/sh\n');
  const kept = host.looker();
  const first = await settled(kept, await kept.looker.look('all'));

  const second = await kept.looker.look('all');
  host.write(`/a/${name}`, '#!/bin/sh\n');
  const third = await kept.looker.look('touched', host.touched([`/a/${name}`]));

  expect(second.facts).toBe(first.facts);
  expect(third.facts.shims.find(({ path }) => path === `/a/${other}`)).toBe(first.facts.shims[0]);
  await kept.programs.stop();
});

/** Of a directory that others may write to; only root can give it to a group that is not its own. */
const group = process.getuid?.() === 0 ? 50 : (process.getgid?.() ?? 50);

it.each<[string, (host: Host) => void]>([
  ['a missing shim that appears where nobody searches', (host) => host.write(`/opt/bin/${shims[1]}`, '#!/bin/sh\n')],
  ['another member of a group', (host) => host.write('/etc/group', `staff:x:${group}:one,two\n`)],
  ['a directory that others may write to', (host) => fs.chmodSync(join(host.root, 'a'), 0o777)],
  ['a shim that lost its execute bit', (host) => fs.chmodSync(join(host.root, `/a/${shims[0]}`), 0o644)],
])('after a full look that kept the inventory, the next one finds %s', async (_, change) => {
  const host = new Host();
  onTestFinished(() => fs.rmSync(host.root, { recursive: true, force: true }));
  fs.mkdirSync(join(host.root, 'opt/bin'), { recursive: true });
  host.write('/etc/passwd', `root:x:0:0::/root:/bin/sh\none:x:1001:1001::/:/bin/sh\ntwo:x:1002:1002::/:/bin/sh\n`);
  host.write('/etc/group', `staff:x:${group}:one\n`);
  host.write('/etc/docker/daemon.json', '{"runtimes": {"kata": {"runtimeType": "io.containerd.kata.v1"}}}');
  host.write(`/a/${shims[0]}`, '#!/bin/sh\n');
  fs.chownSync(join(host.root, 'a'), process.getuid?.() ?? 0, group);
  fs.chmodSync(join(host.root, 'a'), 0o775);
  const kept = host.looker();
  const first = await settled(kept, await kept.looker.look('all'));
  const second = await settled(kept, await kept.looker.look('all'));

  change(host);
  const third = await settled(kept, await kept.looker.look('all'));

  const fresh = host.looker();
  const whole = await settled(fresh, await fresh.looker.look('all'));
  expect(second.facts).toBe(first.facts);
  expect(third.facts).not.toEqual(first.facts);
  expect(third.facts).toEqual(whole.facts);
  await Promise.all([kept.programs.stop(), fresh.programs.stop()]);
});
