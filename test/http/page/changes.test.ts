import { beforeAll, describe, expect, it } from 'vitest';
import { onlyLearned, settle } from '../../../public/data/sentences/moments.js';
import { textOf } from '../../../public/data/sentences/parts.js';
import { historyOf, loadWords, storyOf } from '../../../public/data/sentences/sentences.js';
import { timeAgo } from '../../../public/text/clock.js';
import { changeEntry } from '../../../public/views/changes.js';
import type { Change, ChangeKind } from '../../../src/model/inventory/change.ts';
import type { ShimFile } from '../../../src/model/inventory/shim-file.ts';
import { finding, handler, place, runtime, shim, shimProcess } from '../../builders.ts';

const file: ShimFile = { size: 1, mode: '0755', uid: 0, gid: 0, sha256: 'aaaaaaaaaa', format: { kind: 'elf' } };
const program = { role: 'containerd', path: '/usr/bin/containerd' } as const;

function changed(kind: ChangeKind, before: Change['before'], after: Change['after']): Change {
  const entry = (after ?? before) as unknown as Record<string, string>;
  const key = {
    runtime: entry['name'],
    shim: entry['path'],
    place: entry['directory'],
    handler: entry['handler'],
    process: `${entry['pid']}`,
    program: `${entry['role']} ${entry['path']}`,
    finding: `${entry['code']} ${entry['subject']}`,
    source: entry['source'],
  }[kind];
  const action = before === undefined ? 'create' : after === undefined ? 'destroy' : 'update';
  return { kind, action, key: key ?? '', ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

interface At {
  readonly changes: readonly Change[];
  /** Milliseconds since the first moment. */
  readonly ms?: number;
  readonly defaultRuntime?: string;
}

/** Moments in the order in which they happened, a minute apart unless they say when. */
function momentsOf(...given: readonly At[]) {
  const moments = given.map(({ changes, defaultRuntime, ms = 0 }, index) => ({
    start: 0,
    revision: index + 2,
    time: new Date(Date.UTC(2026, 0, 1, 0, given.some((each) => each.ms) ? 0 : index, 0, ms)).toISOString(),
    missed: false,
    changes,
    ...(defaultRuntime === undefined ? {} : { defaultRuntime }),
  }));
  return moments.reverse();
}

/** What the moments mean, in the order in which they happened. */
function story(...given: readonly At[]): string[] {
  return storyOf(momentsOf(...given))
    .events.reverse()
    .flatMap(({ sentences }) => sentences.map(({ parts }) => textOf(parts)));
}

/** What the changes of one moment mean. */
function sentences(...changes: Change[]): string[] {
  return story({ changes });
}

const name = 'io.containerd.kata.v2';
const path = '/usr/local/bin/containerd-shim-kata-v2';
const other = '/usr/bin/containerd-shim-kata-v2';
const kata = shim({ path, runtime: name });
const ready = runtime({ name, path, binary: kata.binary });
const failing = (reason: 'not-executable' | 'exec-format-error' | 'dangling-symlink', at?: string) =>
  runtime({
    name,
    binary: kata.binary,
    available: false,
    unavailable: { reason, message: 'm' },
    ...(at === undefined ? {} : { path: at }),
  });
const unusable = finding({ code: 'shim-unusable', severity: 'medium', subject: path });

/** How many moments have sentences before anything is loaded, and after each load. */
const explained: number[] = [];

beforeAll(async () => {
  const moments = momentsOf(
    { changes: [changed('source', undefined, { source: 'docker-engine', state: 'read' })] },
    { changes: [changed('runtime', undefined, ready)] },
    { changes: [changed('process', undefined, shimProcess({ pid: 7 }))] },
    { changes: [changed('program', undefined, program)] },
    { changes: [changed('shim', undefined, kata)] },
    { changes: [changed('shim', kata, { ...kata, realPath: other })] },
  );
  for (;;) {
    const { events, missing } = storyOf(moments);
    explained.push(events.length);
    const [next] = missing;
    if (!next) break;
    await loadWords(next);
  }
});

it('the words for each kind of change are loaded when there is such a change', () => {
  expect(explained).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

describe('onlyLearned()', () => {
  it('is true when shimdex has only finished reading a file', () => {
    expect(onlyLearned(changed('program', program, { ...program, file }))).toBe(true);
    expect(onlyLearned(changed('runtime', ready, { ...ready, version: '3.21.0' }))).toBe(true);
  });

  it('is false when the file became another one, or anything else changed', () => {
    const read = { ...program, file };
    expect(onlyLearned(changed('program', read, { ...program, file: { ...file, size: 2 } }))).toBe(false);
    expect(onlyLearned(changed('program', program, { ...read, pid: 7 }))).toBe(false);
    expect(onlyLearned(changed('program', program, { ...program, pid: 7 }))).toBe(false);
    expect(onlyLearned(changed('program', undefined, read))).toBe(false);
  });
});

describe('a file of a shim', () => {
  it('that is installed is one sentence, not one for each list', () => {
    const changes = [
      changed('runtime', undefined, ready),
      changed('shim', undefined, kata),
      changed(
        'place',
        place({ directory: '/usr/local/bin' }),
        place({ directory: '/usr/local/bin', shims: [kata.binary] }),
      ),
    ];

    expect(sentences(...changes)).toEqual([
      'containerd-shim-kata-v2 was installed in /usr/local/bin: io.containerd.kata.v2 starts now',
    ]);
  });

  it('has its package once it has been read', () => {
    const owner = { manager: 'dpkg', name: 'kata-containers', version: '3.21.0-1', verified: true } as const;
    const read = { ...kata, file: { ...file, version: '3.21.0', package: owner } };

    expect(
      story(
        { changes: [changed('shim', undefined, kata), changed('runtime', undefined, ready)] },
        { changes: [changed('shim', kata, read), changed('runtime', ready, { ...ready, version: '3.21.0' })] },
      ),
    ).toEqual([
      'containerd-shim-kata-v2 was installed in /usr/local/bin from package kata-containers 3.21.0-1: io.containerd.kata.v2 starts now',
    ]);
  });

  it('that is installed and cannot start says so', () => {
    const broken = { ...kata, state: 'unusable', reason: 'not-executable' } as const;

    expect(
      sentences(
        changed('runtime', undefined, failing('not-executable')),
        changed('shim', undefined, broken),
        changed('finding', undefined, unusable),
      ),
    ).toEqual([
      'containerd-shim-kata-v2 was installed in /usr/local/bin, but io.containerd.kata.v2 cannot start: not executable',
    ]);
    expect(sentences(changed('shim', undefined, { ...kata, state: 'unusable', reason: 'no-version-part' }))).toEqual([
      'containerd-shim-kata-v2 was installed in /usr/local/bin, but containerd skips it: no version in its name',
    ]);
  });

  it('that is installed in steps that follow at once is one sentence', () => {
    const begun = { ...kata, state: 'unusable', reason: 'not-executable' } as const;

    expect(
      story(
        { changes: [changed('shim', undefined, begun), changed('finding', undefined, unusable)], ms: 1 },
        { changes: [changed('shim', begun, kata), changed('finding', unusable, undefined)], ms: 300 },
        { changes: [changed('runtime', undefined, ready)], ms: 300 },
        { changes: [changed('shim', kata, undefined), changed('runtime', ready, undefined)], ms: 900 },
      ),
    ).toEqual([
      'containerd-shim-kata-v2 was installed in /usr/local/bin: io.containerd.kata.v2 starts now',
      'containerd-shim-kata-v2 was removed from /usr/local/bin: io.containerd.kata.v2 no longer starts',
    ]);
  });

  it('that loses its execute bit lists the names that no longer start, and its finding', () => {
    const changes = [
      changed('runtime', ready, failing('not-executable')),
      changed('shim', { ...kata, file }, { ...kata, state: 'unusable', reason: 'not-executable' }),
      changed('handler', handler({ handler: 'kata', path }), handler({ handler: 'kata', available: false, path })),
      changed('finding', undefined, unusable),
    ];
    const learned = { ...kata, state: 'unusable', reason: 'not-executable' } as const;
    const later = [changed('shim', learned, { ...learned, file: { ...file, mode: '0644' } })];

    expect(story({ changes }, { changes: later })).toEqual([
      'containerd-shim-kata-v2 lost its execute permission: io.containerd.kata.v2 and the CRI handler kata no longer start',
    ]);
    const [event] = storyOf(momentsOf({ changes })).events;
    expect(event?.sentences[0]?.findings.map(({ key }) => key)).toEqual([`shim-unusable ${path}`]);
    expect(sentences(...changes)[0]).toContain('can no longer be executed');
  });

  it('that is replaced has both versions as soon as they are known', () => {
    const old = { ...kata, file: { ...file, version: '3.20.0' } };
    const now = { ...kata, file: { ...file, sha256: 'bbbbbbbbbb', version: '3.21.0' } };
    const write = { changes: [changed('shim', old, kata)] };

    expect(story(write)).toEqual(['containerd-shim-kata-v2 was written']);
    expect(story(write, { changes: [changed('shim', kata, now)] })).toEqual([
      'containerd-shim-kata-v2 was replaced: 3.20.0 → 3.21.0',
    ]);
  });

  it('that is replaced by another build, or written again, says that', () => {
    const old = { ...kata, file: { ...file, version: '3.20.0' } };
    const ended = (after: ShimFile) =>
      story({ changes: [changed('shim', old, kata)] }, { changes: [changed('shim', kata, { ...kata, file: after })] });

    expect(ended({ ...old.file, sha256: 'bbbbbbbbbb' })).toEqual([
      'containerd-shim-kata-v2 was replaced by another build of 3.20.0',
    ]);
    expect(ended(old.file)).toEqual(['containerd-shim-kata-v2 was written again with the same content']);
    expect(ended({ ...old.file, uid: 1000 })).toEqual(['containerd-shim-kata-v2 has another owner: 0:0 → 1000:0']);
  });

  it('that is written twice before it is read has the version from before', () => {
    const old = { ...kata, file: { ...file, version: '3.20.0' } };
    const broken = { ...kata, state: 'unusable', reason: 'not-executable' } as const;
    const now = { ...kata, file: { ...file, sha256: 'bbbbbbbbbb', version: '3.21.0' } };

    expect(
      story(
        { changes: [changed('shim', old, broken)] },
        { changes: [changed('shim', broken, kata)] },
        { changes: [changed('shim', kata, now)] },
      ).at(-1),
    ).toBe('containerd-shim-kata-v2 was replaced: 3.20.0 → 3.21.0');
  });

  it('that hides another one is one sentence with it', () => {
    const hidden = shim({ path: other, runtime: name });
    const changes = [
      changed('shim', hidden, { ...hidden, state: 'shadowed', reason: 'shadowed', shadowedBy: path }),
      changed('shim', undefined, kata),
      changed('runtime', { ...ready, path: other }, ready),
      changed('finding', undefined, finding({ subject: other })),
    ];

    expect(sentences(...changes)).toEqual([
      `containerd-shim-kata-v2 was installed in /usr/local/bin: io.containerd.kata.v2 uses it now; it hides ${other}`,
    ]);
    expect(historyOf(storyOf(momentsOf({ changes })).events, other)).toHaveLength(1);
  });

  it('that is hidden from the start says which one containerd finds first', () => {
    const hidden = shim({ path: other, state: 'shadowed', reason: 'shadowed', shadowedBy: path });

    expect(sentences(changed('shim', undefined, hidden))).toEqual([
      `containerd-shim-kata-v2 was installed in /usr/bin, but containerd finds ${path} first`,
    ]);
  });

  it('that processes still run as it was before says how many', () => {
    const running = shimProcess({ pid: 7, path });
    const now = { ...kata, file: { ...file, sha256: 'bbbbbbbbbb' } };

    expect(
      sentences(
        changed('shim', { ...kata, file }, now),
        changed('process', running, { ...running, state: 'replaced' }),
        changed('process', { ...running, pid: 8 }, { ...running, pid: 8, state: 'replaced' }),
      ),
    ).toEqual([
      'containerd-shim-kata-v2 was replaced: sha256 aaaaaaaa → sha256 bbbbbbbb; 2 processes run the old file',
    ]);
  });
});

describe('a name', () => {
  const configured = (given: object = {}) =>
    runtime({
      name: 'kata',
      origin: 'configured',
      definedIn: { file: '/etc/docker/daemon.json', line: 3 },
      available: false,
      permitted: false,
      unavailable: { reason: 'reload-needed', message: 'm' },
      ...given,
    });
  const reload = finding({ code: 'reload-needed', subject: 'kata' });

  it('that Docker has not loaded says so, together with others like it', () => {
    const added = changed('runtime', undefined, configured());

    expect(sentences(added, changed('finding', undefined, reload))).toEqual([
      'kata was added to daemon.json; Docker has not loaded it yet',
    ]);
    expect(sentences(added, changed('runtime', undefined, configured({ name: 'crun' })))).toEqual([
      'kata and crun were added to daemon.json; Docker has not loaded them yet',
    ]);
  });

  it('that Docker has loaded starts', () => {
    const started = configured({ available: true, permitted: true, unavailable: undefined });

    expect(sentences(changed('runtime', configured(), started), changed('finding', reload, undefined))).toEqual([
      'Docker has loaded kata: it starts now',
    ]);
  });

  it('that is added and cannot start has the cause', () => {
    const missing = configured({
      permitted: true,
      ociRuntime: { path: '/usr/bin/crun', args: [] },
      unavailable: { reason: 'oci-runtime-missing', message: 'm' },
    });

    expect(sentences(changed('runtime', undefined, missing))).toEqual([
      'kata was added to daemon.json, but cannot start: /usr/bin/crun is missing',
    ]);
    expect(sentences(changed('runtime', missing, undefined))).toEqual(['kata was removed from daemon.json']);
  });

  it('that moved to another line is shown only if nothing else changed', () => {
    const moved = changed(
      'runtime',
      configured(),
      configured({ definedIn: { file: '/etc/docker/daemon.json', line: 9 } }),
    );

    expect(sentences(moved)).toEqual(['daemon.json was edited; kata is unchanged']);
    expect(sentences(moved, changed('runtime', undefined, configured({ name: 'crun' })))).toEqual([
      'crun was added to daemon.json; Docker has not loaded it yet',
    ]);
  });

  it('of CRI, and the default, have their own words', () => {
    const written = { definedIn: { file: '/etc/containerd/config.toml', line: 2 } };

    expect(
      sentences(
        changed('handler', undefined, handler({ handler: 'kata', served: false, available: false, ...written })),
      ),
    ).toEqual(['The CRI handler kata was added to config.toml; containerd has not loaded it yet']);
    expect(story({ changes: [], defaultRuntime: 'kata' })).toEqual(['The default runtime is kata now']);
    expect(story({ changes: [], defaultRuntime: '' })).toEqual(['The default runtime is not known now']);
    expect(story({ changes: [changed('runtime', undefined, configured())], defaultRuntime: 'kata' })).toContain(
      'The default runtime is kata now',
    );
  });
});

describe('a program', () => {
  it('that is replaced has its versions', () => {
    const old = { ...program, file: { ...file, version: '1.7.24' } };
    const now = { ...program, file: { ...file, sha256: 'b', version: '2.0.1' } };

    expect(
      story({ changes: [changed('program', old, program)] }, { changes: [changed('program', program, now)] }),
    ).toEqual(['containerd /usr/bin/containerd was replaced: 1.7.24 → 2.0.1']);
  });

  it('that is replaced under a running daemon says which process has the old file', () => {
    const running = { ...program, pid: 812, state: 'current', file: { ...file, version: '1.7.24' } } as const;
    const disk = { ...program, file: { ...file, sha256: 'b', version: '2.0.1' } };

    expect(
      sentences(changed('program', running, { ...running, state: 'replaced' }), changed('program', undefined, disk)),
    ).toEqual([
      'containerd /usr/bin/containerd was replaced: 1.7.24 → 2.0.1; the running process 812 still has the old file',
    ]);
    expect(
      sentences(
        changed('program', running, undefined),
        changed('program', undefined, { ...disk, pid: 900, state: 'current' }),
      ),
    ).toEqual(['containerd restarted as process 900, and has another version: 1.7.24 → 2.0.1']);
  });

  it('that a runtime needs is one sentence with it', () => {
    const crun = { role: 'oci-runtime', path: '/usr/bin/crun' } as const;
    const of = (given: object) => runtime({ name: 'crun', ociRuntime: { path: crun.path, args: [] }, ...given });
    const broken = of({ available: false, unavailable: { reason: 'oci-runtime-missing', message: 'm' } });

    expect(sentences(changed('program', crun, undefined), changed('runtime', of({}), broken))).toEqual([
      'OCI runtime /usr/bin/crun is not there any more: crun no longer starts',
    ]);
  });
});

describe('a configuration that cannot be read', () => {
  const path = '/etc/docker/daemon.json';
  const valid = { source: 'docker-config', state: 'read', file: path } as const;
  const refused = { ...valid, state: 'stale', message: 'invalid JSON' } as const;
  const next = finding({
    code: 'next-start-fails',
    severity: 'high',
    subject: `${path}:1`,
    message: 'The running dockerd would not start again: invalid JSON',
  });
  const stale = finding({
    code: 'source-stale',
    subject: 'docker-config',
    message: 'Source "docker-config": invalid JSON',
  });
  const pending = (reason: 'reload-needed' | 'docker-config-refused') =>
    runtime({
      name: 'a',
      origin: 'configured',
      available: false,
      unavailable: { reason, message: 'x' },
      definedIn: { file: path, line: 1 },
    });

  it('is one sentence with its findings, and the names in it are not removed', () => {
    const [event] = storyOf(
      momentsOf({
        changes: [
          changed('runtime', pending('reload-needed'), undefined),
          changed('source', valid, refused),
          changed('finding', undefined, next),
          changed('finding', undefined, stale),
        ],
      }),
    ).events;

    expect(event?.sentences.map(({ tone, parts, findings }) => [tone, textOf(parts), findings.length])).toEqual([
      ['bad', 'daemon.json cannot be read; the last valid version is shown: invalid JSON', 2],
      ['plain', 'a is not known any more, because daemon.json cannot be read', 0],
    ]);
  });

  it('is mended by a valid file, and by its removal', () => {
    const fixed = [changed('finding', next, undefined), changed('finding', stale, undefined)];
    const added = changed('runtime', pending('docker-config-refused'), pending('reload-needed'));

    expect(sentences(added, changed('source', refused, valid), ...fixed)).toEqual([
      'a still does not start: configured, but not loaded by Docker',
      'daemon.json can be read again: dockerd would start again',
    ]);
    expect(sentences(changed('source', refused, { ...valid, state: 'absent' }), ...fixed)).toEqual([
      '/etc/docker/daemon.json was removed: dockerd would start again',
    ]);
    expect(sentences(changed('source', refused, { ...refused, message: 'invalid character' }))).toEqual([
      'daemon.json still cannot be read; the last valid version is shown: invalid character',
    ]);
  });

  it('does not load a runtime', () => {
    expect(sentences(changed('runtime', pending('reload-needed'), pending('docker-config-refused')))).toEqual([
      'a still does not start: its configuration file is refused',
    ]);
  });
});

describe('everything else', () => {
  it('has a sentence of its own', () => {
    const web = { id: 'a'.repeat(64), name: 'web', runtime: 'runc', state: 'running' } as const;
    const counted = runtime({ name: 'runc', usedBy: { running: 0, stopped: 0 } });

    expect(
      sentences(
        changed('process', undefined, shimProcess({ pid: 7, path: other, containers: [web] })),
        changed('runtime', counted, { ...counted, usedBy: { running: 1, stopped: 0 } }),
      ),
    ).toEqual(['Container web started with runc on containerd-shim-kata-v2']);
    expect(
      sentences(
        changed(
          'source',
          { source: 'docker-engine', state: 'read' },
          { source: 'docker-engine', state: 'stale', message: 'ECONNREFUSED' },
        ),
      ),
    ).toEqual(['The Docker Engine does not answer: ECONNREFUSED']);
    expect(sentences(changed('finding', unusable, undefined))).toEqual(['Fixed: Message']);
    expect(
      sentences(
        changed('place', place({ directory: '/opt/bin' }), place({ directory: '/opt/bin', state: 'unreadable' })),
      ),
    ).toEqual(['/opt/bin can no longer be read: shims there are not listed']);
    expect(sentences(changed('runtime', ready, { ...ready, origin: 'stock' }))).toEqual([
      'io.containerd.kata.v2 changed: origin',
    ]);
  });

  it('leaves out moments in which shimdex only read files', () => {
    const moments = momentsOf({ changes: [changed('program', program, { ...program, file })] });

    expect(settle(moments).flatMap(({ changes }) => changes)).toEqual([]);
    expect(storyOf(moments).events).toEqual([]);
  });
});

describe('changeEntry()', () => {
  it('escapes names, and links runtimes and findings', () => {
    const hostile = shim({ path: '/a/containerd-shim-<b>x</b>\u202e-v1' });
    const [event] = storyOf(
      momentsOf({
        changes: [
          changed('shim', undefined, hostile),
          changed('runtime', undefined, runtime({ name: 'io.containerd.x.v1', path: hostile.path })),
          changed('finding', undefined, finding({ subject: hostile.path })),
        ],
      }),
    ).events;
    const { markup } = event ? changeEntry(event).markup : { markup: '' };

    expect(markup).toContain('containerd-shim-&lt;b&gt;x&lt;/b&gt;\\u202e-v1');
    expect(markup).toContain('href="#/explain?name=io.containerd.x.v1"');
    expect(markup).toContain('href="#/findings?code=shim-shadowed');
    expect(markup).toContain('datetime="2026-01-01T00:00:00.000Z"');
  });
});

it('timeAgo() uses the largest unit that fits, and no future', () => {
  const now = new Date('2026-01-02T12:00:00Z');
  const ago = (seconds: number) => timeAgo(new Date(now.getTime() - seconds * 1000), now);

  expect([-60, 9, 10, 59, 60, 119, 7199, 90_000, 180_000].map(ago)).toEqual([
    'just now',
    'just now',
    'less than a minute ago',
    'less than a minute ago',
    '1 minute ago',
    '1 minute ago',
    '1 hour ago',
    '1 day ago',
    '2 days ago',
  ]);
});
