import fc from 'fast-check';
import { optionsOf } from '../../../src/core/docker/config/known-options.ts';
import { randomFlag } from './random-flag.ts';
import { sizes, subnets, types } from './random-values.ts';

/** A daemon.json and the flags of its dockerd. */
export interface RandomConfig {
  readonly text: string;
  readonly args: readonly string[];
}

/** Options whose values shimdex does not check; docs/findings.md names them. */
const unchecked = /^(?:help|version|validate|config-file|tls.*|userns-remap)$/;

const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.constantFrom(
    '',
    'info',
    'WARN',
    'text',
    'json',
    'private',
    'host',
    'shareable',
    'runc',
    'a.b',
    '/srv',
    'x y',
  ),
  bool: fc.boolean(),
  int: fc.constantFrom(0, 1, -1, 68, 1500, 2_147_483_648, 1e6),
  int64: fc.constantFrom(0, -1, 950_000),
  list: fc.array(fc.constantFrom('a=b', 'x', 'example.org', '.', 'a b', '10.0.0.0/8', 'com.example=1'), {
    maxLength: 3,
  }),
  strings: fc.dictionary(fc.constantFrom('max-size', 'tag'), fc.constantFrom('1', '10m', ''), { maxKeys: 2 }),
  bools: fc.dictionary(fc.constantFrom('buildkit', 'x'), fc.boolean(), { maxKeys: 2 }),
  size: fc.constantFrom<unknown>('64m', '1.5 GiB', '', 'x', '-1', '0b', '1.2.3', ...sizes, 64, true, null),
  address: fc.constantFrom('', '10.0.0.1', '::1', '10.0.0.01', 'x'),
  runtimes: fc.dictionary(
    fc.constantFrom('a', 'B', 'kata'),
    fc.record(
      { path: fc.constantFrom('/bin/true', 'x'), runtimeArgs: fc.constantFrom([], ['a'], null) },
      { requiredKeys: [] },
    ),
    { maxKeys: 2 },
  ),
  ...types,
  other: fc.constantFrom(true, 'x'),
};
const hosts = fc.array(
  fc.constantFrom(
    'unix:///x.sock',
    'tcp://0.0.0.0:2375',
    'fd://',
    'foo://x',
    '',
    'x',
    ':1',
    'tcp://x/y',
    'unix://x://y',
    'a:0',
    'tcp://[::1]:1',
    ' tcp://a ',
    'unix:/x',
    'a/b',
    'a b',
    'a:b',
  ),
  { maxLength: 2 },
);
const registries = fc.array(
  fc.constantFrom(
    ...[
      'https://a.b',
      'http://a.b/',
      'https://a/b',
      'a.b',
      'a.b:5000',
      '10.0.0.1:5',
      'ftp://x',
      '',
      'https://a?b',
      'https://a#b',
      'https://u:p@a',
    ],
    ...[
      'https://u@a',
      'http://a b',
      'HTTPS://a',
      ':x',
      'https://a:x',
      'https://',
      '10.0.0.0/8',
      '-a',
      'http://a:99999',
      'https:a',
    ],
  ),
  { maxLength: 2 },
);
/** One wrong resource: of several, dockerd names any. */
const resources = fc.array(fc.constantFrom('a=1', 'a=b', 'b=x', 'b=y', ' b = z '), { maxLength: 3 });
const oneResource = fc.constantFrom('a', 'a=-1', 'a=1=2', '=', 'b=5');

/** Options with values of their own. dockerd looks for the program of its proxy, which shimdex does not. */
const ownValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  hosts,
  'registry-mirrors': registries,
  'insecure-registries': registries,
  'allow-nondistributable-artifacts': registries,
  'fixed-cidr-v6': subnets,
  'userland-proxy-path': fc.constantFrom('rel', './x', ''),
  'node-generic-resources': fc.oneof(
    resources,
    oneResource.map((each) => [each]),
  ),
  labels: fc.array(fc.constantFrom('a=b', 'a=c', 'b=', 'x', 'com.docker.a=1', 'A=d'), { maxLength: 3 }),
  'log-level': fc.constantFrom('', 'info', 'WARN', 'warning', 'x'),
  'exec-opts': fc.array(
    fc.constantFrom('native.cgroupdriver=systemd', 'native.cgroupdriver=x', 'a=b', 'x', '=x', 'native.cgroupdriver='),
    { maxLength: 2 },
  ),
};
const anyValue = fc.oneof(...Object.values(values), fc.constantFrom(null, 1.5, [[1]], { a: { b: [] } }));

/** What is done to a text at a place, from 0 to 1: its rest is cut off, or some characters are replaced. */
interface Edit {
  readonly at: number;
  readonly removes: number | 'rest';
  readonly text: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removes: fc.oneof({ weight: 6, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant<'rest'>('rest') }),
  text: fc.constantFrom(
    ...[
      '',
      ' ',
      '"',
      '\\',
      '\\u00e9',
      '\\ud800',
      '\\u00',
      '\\/',
      '\\x',
      '\ufeff',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '//',
      '#',
    ],
    ...[
      '0',
      '01',
      '-',
      '1.',
      '1e5',
      '1E+400',
      'true',
      'nul',
      'null',
      '"a": 1,',
      '\n',
      '\t',
      '\u0000',
      'é',
      '\u2028',
      '{}',
      '"x"',
    ],
  ),
});

function edited(text: string, { at, removes, text: added }: Edit): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + added + (removes === 'rest' ? '' : text.slice(start + removes));
}

/** Configurations for a dockerd of this major version, mostly with values of the right types. */
export function randomConfig(major: number): fc.Arbitrary<RandomConfig> {
  const options = optionsOf(major).filter(
    // The test gives dockerd 20.10 a directory of its own.
    ({ key, flag = key }) => ![key, flag].some((name) => unchecked.test(name) || (major < 23 && name === 'exec-root')),
  );
  const member = fc
    .constantFrom(...options, { key: 'proxies', kind: 'proxies' as const })
    .chain(({ key, kind }) =>
      fc.tuple(
        fc.oneof(
          { weight: 12, arbitrary: fc.constant(key) },
          { weight: 1, arbitrary: fc.constantFrom(key.toUpperCase(), `${key}s`) },
        ),
        fc.oneof(
          { weight: 6, arbitrary: ownValues[key] ?? values[kind] ?? anyValue },
          { weight: 1, arbitrary: anyValue },
        ),
      ),
    );
  const flag = randomFlag(options);
  return fc
    .record({
      members: fc.array(member, { maxLength: 4 }),
      args: fc.oneof(
        fc.constant([]),
        fc.constant([]),
        fc.array(flag, { maxLength: 2 }).map((flags) => flags.flat()),
      ),
      edits: fc.oneof(
        { weight: 5, arbitrary: fc.constant<readonly Edit[]>([]) },
        { weight: 2, arbitrary: fc.array(edit, { minLength: 1, maxLength: 2 }) },
      ),
    })
    .map(({ members, args, edits }) => {
      const text = `{${members.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')}}`;
      let changed = text;
      for (const each of edits) changed = edited(changed, each);
      return { text: changed, args };
    });
}
