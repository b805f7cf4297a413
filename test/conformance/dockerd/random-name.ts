import fc from 'fast-check';

/** What the machine's shims answer to behind a prefix, and what is like it. */
const installed = fc.constantFrom(
  ...[
    'runc.v2',
    'runc.v1',
    'fake.v1',
    'Fake.v1',
    'FAKE.v1',
    'fake.V1',
    'foo-bar.v1',
    'foo.bar-v1',
    'é.v1',
    'e\u0301.v1',
  ],
  ...['sp ace.v1', 'sp  ace.v1', '.', 'a.', 'a.b', '%s.v1', '%d.v1', 'a.$(id)', '<b>.&', 'second.v1', 'shadow.v1'],
  ...['isdir.v1', 'dangling.v1', 'link.v1', 'loop.v1', 'closed.v1', 'garbage.v1', 'noscript.v1', 'empty.v1', 'opt.v1'],
  ...['cwd.v1', 'cwdfile.v1', 'cwddir.v1', 'rel.v1', 'beside.v1', 'besidefile.v1', 'elsewhere.v1', 'missing.v1'],
  ...['runtime.v1.linux', 'fake.v1 ', 'fake.v1\n', 'fake.v1.', 'fake', 'runc', 'fake.v1/', 'fake/v1', 'x/.fake.v1'],
);
const prefix = fc.constantFrom(
  ...['io.containerd.', 'io.containerd.', 'io.containerd.', '', '', 'x.', 'IO.Containerd.', 'a..', ' io.', 'é.', '"".'],
  ...['.', '..', '/', './', '../', '/srv/first/', '/srv/elsewhere/', 'srv/', 'io/containerd.', '\0.', '-.', '\u202e.'],
);
const known = fc.tuple(prefix, installed).map((parts) => parts.join(''));

const unit = fc.constantFrom(
  ...'abv12.-_/ \t\n\r\\"\'`$%&<>éß日\u0000\u007f\u00a0\u200b\u202e\ufeff\ufffd',
  '😀',
  'v1',
  '..',
);
const anyText = fc.oneof(fc.string({ unit, maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 8 }));

/** The file name that belongs to it is as long as file names may be, or longer. */
const long = fc
  .tuple(
    fc.constantFrom('', 'a.', 'a.b.', '/'),
    fc.constantFrom('n', 'é', '.', 'n.'),
    fc.constantFrom(236, 237, 238, 239, 1000),
  )
  .map(([start, text, length]) => `${start}${text.repeat(length)}.v1`)
  .map((name) => name.slice(0, 2000));

const plain = fc.constantFrom(
  'a',
  'b',
  'kata',
  'Kata',
  'KATA',
  'runc ',
  'Runc',
  'RUNC',
  'constructor',
  '__proto__',
  ' ',
  '.',
);

/** Names in a configuration: any text, `runc` excepted, and rather one that means something else without it. */
export const configuredName: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: plain },
    { weight: 5, arbitrary: known },
    { weight: 1, arbitrary: fc.constantFrom('io.containerd.runc.v2', 'io.containerd.runtime.v1.linux') },
    { weight: 2, arbitrary: anyText },
  )
  .filter((name) => name !== 'runc');

/** A name that is nearly another. */
function nearly(names: readonly string[]): fc.Arbitrary<string> {
  const ways: readonly ((name: string) => string)[] = [
    (name) => name.toUpperCase(),
    (name) => name.toLowerCase(),
    (name) => name.normalize('NFD'),
    (name) => name.trim(),
    (name) => `${name}.`,
    (name) => `${name} `,
    (name) => ` ${name}`,
    (name) => `${name}/`,
    (name) => `/${name}`,
    (name) => `.${name}`,
    (name) => `x.${name}`,
    (name) => name.slice(1),
    (name) => name.replace(/^.*?\./, ''),
  ];
  return fc.tuple(fc.constantFrom(...names), fc.constantFrom(...ways)).map(([name, way]) => way(name));
}

/**
 * Names that somebody asks for, where these are configured. The empty name is left out, because it is the default's, and half
 * a character, because nobody can send it.
 */
export function askedNames(configured: readonly string[]): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 6, arbitrary: known },
      { weight: 2, arbitrary: anyText },
      { weight: 1, arbitrary: fc.tuple(anyText, anyText).map((parts) => parts.join('.')) },
      { weight: 1, arbitrary: long },
      { weight: 1, arbitrary: plain },
      ...(configured.length === 0 ? [] : [{ weight: 4, arbitrary: nearly(configured) }]),
    )
    .filter((name) => name !== '' && name === Buffer.from(name).toString());
}
