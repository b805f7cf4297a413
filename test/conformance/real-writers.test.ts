import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposuresOnWay } from '../../src/core/exposure/exposures.ts';
import { hostOwnership } from '../../src/discovery/ownership/host-ownership.ts';
import type { Trail, TrailStep } from '../../src/model/host/ownership.ts';
import { HostFiles } from '../../src/sources/host-files.ts';
import { seedsWith } from '../seeds.ts';

const treesPerSeed = 40;

interface Person {
  readonly uid: number;
  readonly groups: readonly number[];
}
/** Everybody in the trees except root. */
const people: readonly Person[] = [
  { uid: 1234, groups: [1234, 999, 50] },
  { uid: 1235, groups: [1235, 50] },
  { uid: 1236, groups: [1236] },
];
const passwd = 'root:x:0:0::/:/bin/sh\na:x:1234:1234::/:/bin/sh\nb:x:1235:1235::/:/bin/sh\nc:x:1236:1236::/:/bin/sh\n';
const group = 'root:x:0:\nstaff:x:50:a,b\ndocker:x:999:a\nempty:x:998:\na:x:1234:\nb:x:1235:\nc:x:1236:\n';

const owner = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(1234, 1235));
const ownGroup = fc.constantFrom(0, 0, 999, 998, 50, 1236);
const closed = 0o700;
/** Everybody may search them, or only root: who may enter a directory is not considered further. */
const directoryMode = fc.constantFrom(
  0o755,
  0o755,
  0o755,
  0o775,
  0o757,
  0o777,
  0o1777,
  0o1775,
  0o3777,
  0o711,
  0o733,
  0o555,
  closed,
);
const fileMode = fc.constantFrom(0o755, 0o755, 0o775, 0o757, 0o777, 0o644, 0o444, 0o4755, 0o000);

/** A step of a path: a directory, or a link that leads to one elsewhere. */
const part = fc.record({
  uid: owner,
  gid: ownGroup,
  mode: directoryMode,
  link: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.record({ uid: owner, relative: fc.boolean() })),
});
const tree = fc.record({
  parts: fc.array(part, { minLength: 1, maxLength: 4 }),
  end: fc.record({
    uid: owner,
    gid: ownGroup,
    mode: fileMode,
    kind: fc.constantFrom('file', 'file', 'missing', 'directory'),
  }),
});
type Tree = typeof tree extends fc.Arbitrary<infer T> ? T : never;

describe.runIf(process.getuid?.() === 0).each(seedsWith(20_261_130))('with seed %i', (seed) => {
  it('exposures are what users can really change', { timeout: 300_000 }, () => {
    const differing = fc.sample(tree, { seed, numRuns: treesPerSeed }).flatMap((one) => {
      const root = mkdtempSync(join(tmpdir(), 'shimdex-writers-'));
      try {
        chmodSync(root, 0o755);
        const path = make(root, one);
        const ownership = hostOwnership(new HostFiles(root))();
        const kind = one.end.kind === 'directory' ? 'directory' : 'program';
        const found = exposuresOnWay({ path, what: 'the shim', user: 0, kind }, ownership);
        const foretold = found.filter(({ severity }) => severity !== 'low').map(({ step }) => step.path);
        const real = changeable(root, path, ownership.trail(path), kind === 'directory');
        return JSON.stringify([...new Set(foretold)].sort()) === JSON.stringify(real)
          ? []
          : [{ one, path, trail: ownership.trail(path), foretold, real }];
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    });

    expect(differing).toEqual([]);
  });
});

/** Makes the tree, and gives the path that a program would be executed from. */
function make(root: string, { parts, end }: Tree): string {
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/passwd'), passwd);
  writeFileSync(join(root, 'etc/group'), group);
  const real = parts.reduce((above, each, index) => makePart(root, above, each, `d${index}`), '');
  makeEnd(join(root, real, 'end'), end);
  return `/${parts.map((_, index) => `d${index}`).join('/')}/end`;
}

/** Makes one step in a directory, and gives the directory that it leads to. */
function makePart(root: string, above: string, { uid, gid, mode, link }: Tree['parts'][number], name: string): string {
  const directory = link === undefined ? `${above}/${name}` : `/srv-${name}`;
  mkdirSync(join(root, directory));
  chownSync(join(root, directory), mode === closed ? 0 : uid, gid);
  chmodSync(join(root, directory), mode);
  if (link === undefined) return directory;
  const up = '../'.repeat(above.split('/').length - 1);
  symlinkSync(link.relative ? `${up}srv-${name}` : directory, join(root, above, name));
  lchownSync(join(root, above, name), link.uid, 0);
  return directory;
}

function makeEnd(path: string, { uid, gid, mode, kind }: Tree['end']): void {
  if (kind === 'missing') return;
  if (kind === 'directory') mkdirSync(path);
  else writeFileSync(path, '');
  chownSync(path, uid, gid);
  chmodSync(path, kind === 'directory' ? mode | 0o1 : mode);
}

/** The places on the way that somebody changes, in order. */
function changeable(root: string, path: string, { steps, errno }: Trail, isDirectory: boolean): string[] {
  const way: Way = { root, path, steps, isOpen: isDirectory || errno === 'ENOENT' };
  const changed = steps.filter((_, at) => people.some((person) => changes(person, way, at)));
  return [...new Set(changed.map((step) => step.path))].sort();
}

interface Way {
  readonly root: string;
  readonly path: string;
  readonly steps: readonly TrailStep[];
  /** A new name in the last directory counts. */
  readonly isOpen: boolean;
}

function changes(person: Person, way: Way, at: number): boolean {
  const { root, steps } = way;
  const [above, step, next] = [steps[at - 1], steps[at], steps[at + 1]];
  if (step === undefined) return false;
  const own = step.uid === person.uid ? join(root, step.path) : undefined;
  switch (step.kind) {
    case 'file':
      return can(person, own, ': >>"$1"', join(root, step.path));
    case 'link':
      // Elsewhere, who may replace the link may write to its directory.
      return own !== undefined && isSticky(above) && can(person, undefined, rename, own);
    case 'directory':
      return next === undefined ? makes(person, way, own) : renames(person, way, step, next);
    case 'other':
      return false;
  }
}

/** Makes the name that is missing, or a new one. */
function makes(person: Person, { root, path, steps, isOpen }: Way, own: string | undefined): boolean {
  const directory = join(root, steps.at(-1)?.path ?? '');
  const missing = path.split('/').at(-1) ?? '';
  const name = join(directory, steps.at(-1)?.path.endsWith(missing) === true ? 'new' : missing);
  return isOpen && can(person, own, ': >"$1" && rm "$1"', name);
}

/** Puts another file in the place of the next one; that counts for the file itself where it is the own one in a sticky directory. */
function renames(person: Person, { root }: Way, step: TrailStep, next: TrailStep): boolean {
  const isOwner = step.uid === person.uid;
  if (dirname(next.path) !== step.path || (!isOwner && next.uid === person.uid && isSticky(step))) return false;
  return can(person, isOwner ? join(root, step.path) : undefined, rename, join(root, next.path));
}

function isSticky(step: TrailStep | undefined): boolean {
  return step !== undefined && (step.mode & 0o1000) !== 0;
}

const rename = 'mv -T "$1" "$1.x" && mv -T "$1.x" "$1"';

/** Whether somebody can do it, who first gives himself all permissions of `own`. */
function can({ uid, groups }: Person, own: string | undefined, command: string, path: string): boolean {
  const user = [`--reuid=${uid}`, `--regid=${groups[0]}`, `--groups=${groups.join(',')}`];
  const run = (script: string, file: string) =>
    spawnSync('setpriv', [...user, 'sh', '-c', script, 'sh', file], { stdio: 'ignore' }).status === 0;
  if (own === undefined) return run(command, path);
  const { mode } = statSync(own);
  run('chmod u+rwx "$1"', own);
  const isDone = run(command, path);
  chmodSync(own, mode & 0o7777);
  return isDone;
}
