import fc from 'fast-check';
import { defined } from '../../../src/model/defined.ts';
import { type ElfWishes, elf } from '../../cases/elf.ts';

/** What a file holds; `$ROOT` is the directory of the layout. */
export type Program =
  | { readonly text: string; readonly fill?: FilledLine }
  | {
      readonly elf: ElfWishes;
      readonly bytes?: readonly (readonly [at: number, value: number])[];
      readonly cut?: number;
    };

/** A `#!` line whose interpreter has slashes in front, so that it ends at a place: the kernel reads 256 bytes. */
interface FilledLine {
  readonly length: number;
  readonly after: string;
}

/** Prints the program that the kernel was asked for, whatever the chain of interpreters in front of it. */
const says = `while [ "$2" != -namespace ]; do shift; [ $# -gt 0 ] || exit 4; done; printf 'RAN %s\\n' "$1"; exit 3\n`;
const script = `set -- "$0" "$@"\n${says}`;

/** The same as machine code of x86-64. */
const code = Buffer.from(
  '488d5c2408488b73084885f6746566813e2d6e74064883c308ebeab801000000bf01000000488d3553000000ba040000000f05488b33' +
    '31d2803c1600740548ffc2ebf5b801000000bf010000000f05b801000000bf01000000488d3523000000ba010000000f05b83c000000' +
    'bf030000000f05b83c000000bf040000000f0552414e200a',
  'hex',
);

/** Files that scripts and programs name, in the directory `in` of the layout. */
export const interpreters: readonly { readonly name: string; readonly mode?: string; readonly program: Program }[] = [
  { name: '1', program: { text: `#!/bin/sh\n${script}` } },
  { name: '2', program: { text: '#!$ROOT/in/1\n' } },
  { name: '3', program: { text: '#! $ROOT/in/2 argument\n' } },
  { name: '4', program: { text: '#!$ROOT/in/3\n' } },
  { name: '5', program: { text: '#!$ROOT/in/4\n' } },
  { name: '6', program: { text: '#!$ROOT/in/5\n' } },
  { name: 'loop', program: { text: '#!$ROOT/in/loop\n' } },
  { name: 'plain', mode: '0644', program: { text: `#!/bin/sh\n${script}` } },
  { name: 'hidden', mode: '0000', program: { text: `#!/bin/sh\n${script}` } },
  { name: 'text', program: { text: 'echo nothing\n' } },
  { name: 'long-text', program: { text: '# no program\n'.repeat(20) } },
  { name: 'empty', program: { text: '' } },
  { name: 'missing', program: { text: '#!/no/such/interpreter\n' } },
  { name: 'relative', program: { text: '#!sh\n' } },
  { name: 'static', program: { elf: { code } } },
  { name: 'foreign', program: { elf: { machine: 183 } } },
  { name: 'short', program: { elf: { code }, cut: 60 } },
  { name: 'no-loader', program: { elf: { code, interpreter: '/no/such/loader' } } },
  {
    name: 'no-library',
    program: { elf: { code, interpreter: '/lib64/ld-linux-x86-64.so.2', needed: ['libnone.so.1'] } },
  },
];

/** Makes a library of an ELF file. */
const asLibrary = [[16, 3]] as const;

/**
 * Libraries of programs, by directory and name. ELF files that are not libraries are left out: the loader has a message for
 * each of their faults.
 */
export const libraries: Readonly<Record<string, Program>> = {
  'lib/libgood.so': { elf: { needed: [] }, bytes: asLibrary },
  'lib/libdeep.so': { elf: { needed: ['libnone.so.3'] }, bytes: asLibrary },
  'lib/libforeign.so': { elf: { needed: [], machine: 183 }, bytes: asLibrary },
  'lib/libtext.so': { text: 'not a library\n'.repeat(20) },
  'lib/libshort.so': { text: 'short' },
  'lib/libempty.so': { text: '' },
  'lib2/libforeign.so': { elf: { needed: [] }, bytes: asLibrary },
  'lib2/libtext.so': { elf: { needed: [] }, bytes: asLibrary },
  'lib2/libonly.so': { elf: { needed: ['libgood.so'] }, bytes: asLibrary },
};

const glibc = '/lib64/ld-linux-x86-64.so.2';

/** Programs that the loader of glibc starts, with libraries that are there or not. */
const linkedElf = fc
  .record({
    needed: fc.uniqueArray(
      fc.constantFrom(
        ...['libc.so.6', 'libnone.so.1', 'libgood.so', 'libdeep.so', 'libforeign.so', 'libtext.so'],
        ...['libshort.so', 'libempty.so', 'libonly.so', 'libdirectory.so', 'liblink.so', 'libdangling.so'],
        ...['$ROOT/lib/libgood.so', '$ROOT/lib/libnone.so', '$ROOT/lib/libtext.so', './libgood.so'],
      ),
      { minLength: 1, maxLength: 2 },
    ),
    runpath: fc.constantFrom(
      ...[
        undefined,
        '$ROOT/lib',
        '$ROOT/lib2',
        '$ROOT/none:$ROOT/lib2:$ROOT/lib',
        '$ORIGIN/../lib',
        '$ORIGIN',
        'lib',
        '',
      ],
    ),
    version: fc.constantFrom(undefined, undefined, 'GLIBC_2.2.5', 'GLIBC_9.9'),
  })
  .map(({ needed, runpath, version }): Program => {
    const wants = version === undefined ? undefined : { library: 'libc.so.6', versions: [version] };
    const all = wants === undefined ? needed : [...new Set(['libc.so.6', ...needed])];
    return { elf: defined({ interpreter: glibc, needed: all, runpath, wants, code }) };
  });

const interpreter = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...interpreters.map(({ name }) => `$ROOT/in/${name}`)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['/bin/sh', '/no/such', '/bin', '/etc/passwd/x', '/dev/null', '$ROOT/in/link', '$ROOT/in/dangling'],
      ...['sh', './sh', '../sh', 'bin/sh', '', `/${'a'.repeat(256)}`, '/é', '$ROOT/in/1\r'],
    ),
  },
);

/**
 * Scripts whose first line is odd in some way. Two are left out, because containerd takes what they print for the address of a
 * shim: an env that is asked for no program prints its environment, and a shell without commands prints nothing.
 */
const oddScript = fc.oneof(
  fc
    .tuple(fc.constantFrom('#!', '#! ', '#!\t ', '#!  '), interpreter, fc.constantFrom('', ' ', ' -e', '\t-e \t', '\r'))
    .map(([start, name, argument]) => `${start}${name}${argument}\n${script}`),
  interpreter.filter((name) => name !== '/bin/sh').map((name) => `#!${name}`),
  fc
    .tuple(
      fc.constantFrom('/usr/bin/env', '/bin/env', '/usr/bin/../bin/env'),
      fc.constantFrom(
        ...['sh', 'nosuch', 'printed', '-S sh', '-S sh -e', '-i sh', '-S A=1 sh', 'sh\r', './sh', 'sh -e'],
        ...['printed ', "it's", '/bin/sh', '/no/such', '-S nosuch -e', 'b1/sh'],
      ),
    )
    .map(([env, asked]) => `#!${env} ${asked}\n${script}`),
  fc.constantFrom(
    '#!',
    '#',
    '#!\n',
    '#! \n',
    '#!\0\n',
    `#!/bin/sh\0\n${script}`,
    '\ufeff#!/bin/sh\n',
    ' #!/bin/sh\n',
    '\n#!/bin/sh\n',
  ),
  fc.constantFrom('', 'x', 'echo nothing\n', '\u0001\u0002garbage\n', 'MZ\0\0', '<html>', '\x7fELF', '\0'),
);

const filled = fc
  .record({
    length: fc.integer({ min: 246, max: 262 }),
    after: fc.constantFrom('\n', ' \n', ' -e\n', '', '\t\n', '\0\n', '\r\n'),
  })
  .map((fill): Program => ({ text: script, fill }));

const loaders = [
  ...[
    'static',
    'text',
    'long-text',
    'empty',
    '1',
    'foreign',
    'short',
    'no-loader',
    'plain',
    'hidden',
    'link',
    'dangling',
  ],
];

const oddElf = fc.record(
  {
    machine: fc.constantFrom(62, 62, 62, 3, 183, 8, 0),
    interpreter: fc.oneof(
      fc.constantFrom(...loaders).map((name) => `$ROOT/in/${name}`),
      fc.constantFrom(
        '/lib64/ld-linux-x86-64.so.2',
        '/lib/ld-musl-x86_64.so.1',
        '/no/such',
        '',
        'ld.so',
        '/bin',
        '/dev/null',
      ),
    ),
    needed: fc.uniqueArray(fc.constantFrom('libc.so.6', 'libnone.so.1', 'libnone.so.2'), { maxLength: 2 }),
  },
  { requiredKeys: ['machine'] },
);

/** Bytes of the header, and of the program headers, that decide whether the kernel treats the file as a program. */
const headerByte = fc.tuple(
  fc.constantFrom(
    ...[0, 1, 4, 5, 6, 7, 16, 17, 18, 19, 20, 32, 33, 39, 48, 52, 53, 54, 55, 56, 57, 64, 72, 73, 96, 97, 103],
  ),
  fc.constantFrom(0, 1, 2, 3, 4, 6, 32, 56, 64, 255),
);

const elfProgram = fc
  .record({
    elf: oddElf,
    bytes: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(headerByte, { minLength: 1, maxLength: 2 }) },
    ),
    cut: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 320 }) },
    ),
  })
  .map(
    ({ elf: wishes, bytes, cut }): Program => ({
      elf: { ...wishes, code },
      bytes,
      ...(cut === undefined ? {} : { cut }),
    }),
  );

export const program: fc.Arbitrary<Program> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Program>({ text: `#!/bin/sh\n${script}` }) },
  { weight: 1, arbitrary: fc.constant<Program>({ elf: { code } }) },
  { weight: 4, arbitrary: oddScript.map((text): Program => ({ text })) },
  { weight: 1, arbitrary: filled },
  { weight: 3, arbitrary: elfProgram },
  { weight: 3, arbitrary: linkedElf },
);

/** The bytes of a program, for a layout in this directory. */
export function bytesOf(file: Program, root: string): Buffer {
  const inRoot = (text: string) => text.replaceAll('$ROOT', root);
  if ('text' in file) {
    const { text, fill } = file;
    const line = fill === undefined ? '' : `#!${'bin/sh'.padStart(fill.length - 2, '/')}${fill.after}`;
    return Buffer.from(line + inRoot(text));
  }
  const { interpreter: loader, needed, runpath, ...wishes } = file.elf;
  const spelt = {
    interpreter: loader === undefined ? undefined : inRoot(loader),
    needed: needed?.map(inRoot),
    runpath: runpath === undefined ? undefined : inRoot(runpath),
  };
  const bytes = elf(defined({ ...wishes, ...spelt }));
  for (const [at, value] of file.bytes ?? []) if (at < bytes.length) bytes[at] = value;
  return bytes.subarray(0, file.cut);
}
