import { expect, it } from 'vitest';
import { combined, type Exposure, exposuresOnWay } from '../../../src/core/exposure/exposures.ts';
import type { Target } from '../../../src/core/exposure/targets.ts';
import type { Ownership, TrailStep } from '../../../src/model/host/ownership.ts';

function step(path: string, given: Partial<TrailStep> = {}): TrailStep {
  return { path, kind: 'directory', mode: 0o755, uid: 0, gid: 0, inode: path, ...given };
}

/** A host on which every path has the same way. */
function host(steps: readonly TrailStep[], given: Partial<Ownership> & { errno?: string } = {}): Ownership {
  const { errno, ...accounts } = given;
  const trail = () => (errno === undefined ? { steps } : { steps, errno });
  return { trail, userName: () => undefined, group: () => ({ members: [] }), ...accounts };
}

function target(given: Partial<Target> = {}): Target {
  return { path: '/opt/shim', what: 'the shim', user: 0, kind: 'program', ...given };
}

/** Every place on the way to the targets that others may change. */
function exposuresOf(targets: readonly Target[], ownership: Ownership): Exposure[] {
  return combined(targets.flatMap((asked) => exposuresOnWay(asked, ownership)));
}

function severities(steps: readonly TrailStep[], given?: Parameters<typeof host>[1], asked = target()): string[] {
  return exposuresOf([asked], host([step('/'), ...steps], given)).map(
    ({ step: { path }, severity }) => `${severity} ${path}`,
  );
}

const file = step('/opt/shim', { kind: 'file' });
const open = step('/opt', { mode: 0o777 });
const sticky = step('/opt', { mode: 0o1777 });
const ofGroup = step('/opt', { mode: 0o775, gid: 7 });

it('exposuresOf() finds nothing where only root can write', () => {
  expect(severities([step('/opt'), file])).toEqual([]);
});

it('exposuresOf() rates a program high, and a setting or the program of another user medium', () => {
  expect(severities([open, file])).toEqual(['high /opt']);
  expect(severities([open, file], {}, target({ kind: 'setting' }))).toEqual(['medium /opt']);
  expect(severities([open, file], {}, target({ user: 1000 }))).toEqual(['medium /opt']);
});

it('exposuresOf() counts a group by its members', () => {
  expect(severities([ofGroup, file], { group: () => ({ members: ['alice'] }) })).toEqual(['high /opt']);
  expect(severities([ofGroup, file], { group: () => undefined })).toEqual(['medium /opt']);
  expect(severities([ofGroup, file])).toEqual([]);
});

it('exposuresOf() knows that names in a directory are changed only by who may search it', () => {
  const unsearched = (mode: number) =>
    severities([step('/opt', { mode, gid: 7 }), file], { group: () => ({ members: ['alice'] }) });

  expect([unsearched(0o762), unsearched(0o773), unsearched(0o730), unsearched(0o720)]).toEqual([
    [],
    ['high /opt'],
    ['high /opt'],
    [],
  ]);
});

it('exposuresOf() does not need /etc/group to know that group 0 is root', () => {
  expect(severities([step('/opt', { mode: 0o775 }), file], { group: () => undefined })).toEqual([]);
});

it('exposuresOf() trusts the user who runs the program, and the owner of an unpacked tree', () => {
  const own = step('/opt', { uid: 1000 });

  expect(severities([own, file])).toEqual(['high /opt']);
  expect(severities([own, file], {}, target({ user: 1000 }))).toEqual([]);
  expect(severities([own, file], { tree: { uid: 1000, gid: 1000 } })).toEqual([]);
});

it('exposuresOf() counts new names in a sticky directory, not the names of root', () => {
  expect(severities([sticky, file])).toEqual([]);
  expect(severities([sticky], { errno: 'ENOENT' })).toEqual(['high /opt']);
  expect(severities([sticky], {}, target({ path: '/opt', kind: 'directory' }))).toEqual(['high /opt']);
});

it('exposuresOf() says nothing about what it may not look into', () => {
  expect(severities([sticky], { errno: 'EACCES' })).toEqual([]);
});

it('exposuresOf() rates low what only root can enter', () => {
  const closed = step('/opt', { mode: 0o700 });
  const inner = step('/opt/bin', { mode: 0o777 });

  expect(severities([closed, inner])).toEqual(['low /opt/bin']);
  expect(severities([{ ...closed, mode: 0o710, gid: 7 }, inner], { group: () => ({ members: ['a'] }) })).toEqual([
    'high /opt/bin',
  ]);
});

it('exposuresOf() reports a directory once, with everything behind it', () => {
  const [found, ...others] = exposuresOf(
    [target(), target({ path: '/opt/runc', what: 'the OCI runtime', kind: 'setting' })],
    host([step('/'), open, file]),
  );

  expect(others).toEqual([]);
  expect(found).toMatchObject({
    severity: 'high',
    reasons: ['the shim "/opt/shim" is in it', 'the OCI runtime "/opt/runc" is in it'],
  });
});
