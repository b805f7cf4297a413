import fc from 'fast-check';
import { defined } from '../../../src/model/defined.ts';
import { interpreters, libraries, type Program, program } from './programs.ts';

/** A file of the layout: its path is relative to the root, and `$ROOT` in a link is the root. */
export interface RandomFile {
  readonly path: string;
  readonly type: 'dir' | 'file' | 'symlink' | 'fifo' | 'socket';
  readonly mode?: string;
  readonly target?: string;
  readonly program?: Program;
  /** It belongs to the user `nobody`. */
  readonly isOfNobody?: true;
}

/** A layout, how a containerd is started in it, and the names that it is asked for. */
export interface RandomLookup {
  readonly files: readonly RandomFile[];
  /** PATH of containerd; null where it is not set. */
  readonly path: string | null;
  readonly cwd: string;
  readonly isCwdDeleted: boolean;
  /** The user that containerd runs as. */
  readonly user: 'root' | 'nobody';
  /** PWD of containerd, which Go believes where it names the working directory. */
  readonly pwd?: string;
  /** Where the opt plugin puts itself in front of PATH; null where the plugin is disabled. */
  readonly opt: string | null;
  readonly ldLibraryPath?: string;
  /** The link that containerd is started through. */
  readonly launch?: string;
  readonly names: readonly string[];
}

/** The two last parts of a runtime name. */
type Stem = readonly [name: string, version: string];

const prefix = 'containerd-shim-';

const stemName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('foo', 'kata-qemu', 'runc', 'Foo', 'a') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', '-', 'é中', 'a b', '%s', 'q"u', "it's", 'a\nb', 'a\\b', '$HOME', '*', 'e\u0301'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\u200b',
      '\u202e',
      '😀',
      '\t',
      '\u007f',
      'x'.repeat(235),
      'x'.repeat(236),
      'é'.repeat(118),
      'x'.repeat(400),
    ),
  },
);
const stemVersion = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('v1', 'v2', 'v0', 'v99') },
  { weight: 2, arbitrary: fc.constantFrom('v2-rs', 'V2', '', '1', 'v1 ', 'v1\n', '%d', 'ü', '-') },
);
const stem: fc.Arbitrary<Stem> = fc.tuple(stemName, stemVersion);

const before = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('io.containerd.', 'io.containerd.', 'IO.Containerd.', 'com.example.', 'x.', ''),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '.',
      '..',
      'a..',
      'io.containerd..',
      ' .',
      '-.',
      'a.b.c.d.e.f.g.h.',
      'é.',
      'a b.',
      '\n.',
      '"."',
    ),
  },
);

/** Names with slashes: releases until 1.6 walk, and the others refuse them. */
const slashes = fc.constantFrom(
  './',
  '../',
  'sub/',
  'cwd/../sub/',
  'sub//',
  '../cwd/',
  './/.//',
  'b1/',
  '../b1/',
  'no/',
  '../../../../../../',
  'sub/..',
);

/** Paths in the layout that no shim is at, or one under another name. */
const absolute = fc.constantFrom(
  ...[
    '$ROOT',
    '$ROOT/',
    '$ROOT/b1',
    '$ROOT/none',
    '$ROOT/in/1',
    '$ROOT/in/2',
    '$ROOT/in/6',
    '$ROOT/in/plain',
    '$ROOT/in/hidden',
  ],
  ...[
    '$ROOT/in/text',
    '$ROOT/in/empty',
    '$ROOT/in/link',
    '$ROOT/in/dangling',
    '$ROOT/in/1/x',
    '$ROOT/in/loop',
    '$ROOT/in/../in/1',
  ],
  ...[
    '$ROOT//in/1',
    '$ROOT/in/1/',
    '$ROOT/in/.',
    '$ROOT/in/no-loader',
    '$ROOT/in/no-library',
    '$ROOT/in/relative',
    '$ROOT/in/foreign',
  ],
  ...[
    '$ROOT/spinning',
    '$ROOT/spinning/x',
    '$ROOT/l2/../in/1',
    `$ROOT/${'x'.repeat(256)}`,
    `$ROOT/${'x/'.repeat(2000)}`,
    '$ROOT/fifo',
  ],
);

function nameFor(stems: readonly Stem[]): fc.Arbitrary<string> {
  const one = fc.constantFrom(...stems);
  const matching = fc.tuple(before, one).map(([start, [name, version]]) => `${start}${name}.${version}`);
  const places = fc.constantFrom('b1', 'b2', 'l2', 'cwd', 'sub', 'sib', 'b1/../b2', 'l2/..', 'in');
  return fc.oneof(
    { weight: 10, arbitrary: matching },
    { weight: 2, arbitrary: fc.tuple(places, one).map(([place, each]) => `$ROOT/${place}/${binaryOf(each)}`) },
    { weight: 2, arbitrary: absolute },
    { weight: 2, arbitrary: fc.tuple(slashes, matching).map(([start, name]) => start + name) },
    { weight: 1, arbitrary: fc.tuple(slashes, one).map(([start, each]) => start + binaryOf(each)) },
    { weight: 1, arbitrary: one.map(binaryOf) },
    { weight: 1, arbitrary: one.map(([name, version]) => `x.${name}-${version}`) },
    { weight: 1, arbitrary: one.map(([name, version]) => `x.${name}/${version}`) },
    { weight: 1, arbitrary: one.map(([name, version]) => `x/${name}.y/${version}`) },
    { weight: 1, arbitrary: matching.map((name) => `${name}.`) },
    { weight: 1, arbitrary: matching.map((name) => ` ${name}`) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '',
        '.',
        '..',
        '...',
        'a',
        'a.',
        '.a',
        'a..',
        'runc',
        ' ',
        '\n',
        '%s',
        '%',
        '"',
        '-',
        '--',
        'é',
        '/',
        '//',
        './',
        './.',
        '/.',
        '-.-',
        'x'.repeat(3000),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.string({ unit: fc.constantFrom('.', '/', '-', 'a', 'v', '1', ' ', 'é'), maxLength: 8 }),
    },
  );
}

function binaryOf([name, version]: Stem): string {
  return `${prefix}${name}-${version}`;
}

const isOfNobody = fc.constant(true as const);

const mode = fc.oneof(
  { weight: 12, arbitrary: fc.constant('0755') },
  {
    weight: 5,
    arbitrary: fc.constantFrom('0644', '0111', '0000', '0100', '0010', '0001', '4755', '0666', '0700', '0711', '0710'),
  },
);

/** Where shims are. */
const places = ['b1', 'b2', 'b3', 'opt/bin', 'cwd', 'sib', 'sub', 'cwd/sub', 'cwd/rel'] as const;

function shimFile(stems: readonly Stem[]): fc.Arbitrary<RandomFile> {
  const at = fc
    .tuple(fc.constantFrom(...places, ...places.slice(0, 4)), fc.constantFrom(...stems))
    .map(([place, each]) => `${place}/${binaryOf(each)}`);
  const link = fc.oneof(
    fc.constantFrom(
      '$ROOT/in/1',
      '../in/1',
      '$ROOT/in/plain',
      '$ROOT/none',
      'none',
      '$ROOT/in',
      '.',
      '$ROOT/in/dangling',
      '$ROOT/in/link',
      '$ROOT/in/1/x',
      '/dev/null',
    ),
    fc
      .tuple(fc.constantFrom(...places), fc.constantFrom(...stems))
      .map(([place, each]) => `$ROOT/${place}/${binaryOf(each)}`),
  );
  const shell = fc
    .constantFrom('b1/sh', 'b2/sh', 'b3/printed', 'opt/bin/sh', 'cwd/sh')
    .map((path) => ({ path, type: 'symlink' as const, target: '/bin/sh' }));
  return fc.oneof(
    { weight: 1, arbitrary: shell },
    {
      weight: 12,
      arbitrary: fc.record(
        { path: at, type: fc.constant('file' as const), mode, program, isOfNobody },
        { requiredKeys: ['path', 'type', 'mode', 'program'] },
      ),
    },
    { weight: 2, arbitrary: fc.record({ path: at, type: fc.constant('symlink' as const), target: link }) },
    { weight: 1, arbitrary: fc.record({ path: at, type: fc.constant('dir' as const), mode }) },
    { weight: 1, arbitrary: fc.record({ path: at, type: fc.constantFrom('fifo' as const, 'socket' as const), mode }) },
  );
}

const element = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('$ROOT/b1', '$ROOT/b2', '$ROOT/b3') },
  { weight: 2, arbitrary: fc.constantFrom('', '.', 'rel', './rel', '../b1', '..', 'none', '../l2') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        '$ROOT/none',
        '$ROOT/l2',
        '$ROOT/l2/',
        '$ROOT/b1/',
        '$ROOT//b1',
        '$ROOT/l2/../b1',
        '$ROOT/b1/.',
        '$ROOT/spinning',
        '$ROOT/in/1',
      ],
      ...[
        '~/bin',
        '"$ROOT/b1"',
        ' $ROOT/b1',
        '$ROOT/b1 ',
        '$ROOT/b1\n',
        '/',
        '$ROOT/b1/../none/../b2',
        `$ROOT/${'d'.repeat(256)}`,
        '$ROOT/in/dangling',
      ],
    ),
  },
);

const searchPath = fc.oneof(
  { weight: 12, arbitrary: fc.array(element, { minLength: 1, maxLength: 5 }).map((elements) => elements.join(':')) },
  { weight: 1, arbitrary: fc.constantFrom(null, '', ':', '::') },
);

const directories = ['b1', 'b2', 'b3', 'opt/bin', 'cwd', 'sib', 'sub', 'cwd/sub', 'cwd/rel', 'in'];

/** What every layout has; modes are set at the end, when all files are there. */
const always: readonly RandomFile[] = [
  ...directories.map((path) => ({ path, type: 'dir' as const })),
  { path: 'l2', type: 'symlink', target: 'b2' },
  { path: 'lcwd', type: 'symlink', target: '$ROOT/cwd' },
  { path: 'spinning', type: 'symlink', target: 'spinning' },
  { path: 'in/link', type: 'symlink', target: '1' },
  { path: 'in/dangling', type: 'symlink', target: '$ROOT/none' },
  { path: 'launch', type: 'symlink', target: 'sib/containerd' },
  { path: 'fifo', type: 'fifo', mode: '0755' },
  { path: 'lib/libdirectory.so', type: 'dir' },
  { path: 'lib/liblink.so', type: 'symlink', target: 'libgood.so' },
  { path: 'lib/libdangling.so', type: 'symlink', target: 'none.so' },
  ...Object.entries(libraries).map(([path, content]) => ({
    path,
    type: 'file' as const,
    mode: '0644',
    program: content,
  })),
  ...interpreters.map(({ name, mode: bits = '0755', program: content }) => ({
    path: `in/${name}`,
    type: 'file' as const,
    mode: bits,
    program: content,
  })),
];

const directoryModes = fc.array(
  fc.record({
    path: fc.constantFrom('b1', 'b2', 'b3', 'sub', 'cwd'),
    type: fc.constant('dir' as const),
    mode: fc.constantFrom('0000', '0711', '0444', '0700'),
  }),
  { maxLength: 1 },
);

/** Rarely something else than usual. */
function mostly<T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

export const randomLookup: fc.Arbitrary<RandomLookup> = fc
  .uniqueArray(stem, { minLength: 1, maxLength: 3, selector: binaryOf })
  .chain((stems) => {
    const storable = stems.filter((each) => Buffer.byteLength(binaryOf(each)) <= 255);
    const shims =
      storable.length === 0
        ? fc.constant([])
        : fc.uniqueArray(shimFile(storable), { minLength: 1, maxLength: 9, selector: ({ path }) => path });
    return fc.record({
      shims,
      modes: directoryModes,
      path: searchPath,
      cwd: mostly('$ROOT/cwd', fc.constantFrom('$ROOT/b1', '$ROOT/lcwd', '$ROOT', '$ROOT/l2', '$ROOT/cwd/sub')),
      isCwdDeleted: mostly(false, fc.constant(true)),
      opt: mostly<string | null>('$ROOT/opt', fc.constantFrom(null, '$ROOT/b1/..', '$ROOT/new')),
      user: fc.constantFrom('root' as const, 'root' as const, 'nobody' as const),
      pwd: mostly<string | undefined>(undefined, fc.constantFrom('$ROOT/lcwd', '$ROOT/cwd', '$ROOT/b1/../cwd', 'cwd')),
      ldLibraryPath: mostly<string | undefined>(
        undefined,
        fc.constantFrom('$ROOT/lib', '$ROOT/lib2:$ROOT/lib', '$ROOT/none;$ROOT/lib', '', ':', 'lib', '$ROOT/lib/'),
      ),
      launch: mostly<string | undefined>(undefined, fc.constant('$ROOT/launch')),
      names: fc.uniqueArray(nameFor(stems), { minLength: 8, maxLength: 8 }),
    });
  })
  .map(({ shims, modes, launch, pwd, ldLibraryPath, cwd, isCwdDeleted, ...rest }) => ({
    ...rest,
    files: [...always, ...shims, ...modes],
    ...defined({ launch, pwd, ldLibraryPath }),
    cwd: isCwdDeleted ? '$ROOT/gone' : cwd,
    isCwdDeleted,
  }));
