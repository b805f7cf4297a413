import fc from 'fast-check';
import type { DaemonOption } from '../../../src/core/docker/config/known-options.ts';
import { sizes, subnets } from './random-values.ts';

/** Values of flags, by the kind of the option or by its name. */
const values: Readonly<Record<string, fc.Arbitrary<string>>> = {
  dns: fc.constantFrom('10.0.0.1', '1.2.3', '', ' ::1', '10.0.0.1,::1', '10.0.0.1, x', '"::1"'),
  addresses: fc.constantFrom('10.0.0.1', '::1', '1.2.3', '', ' ::1', '10.0.0.1,::1'),
  // Of an empty text, the libraries of Debian's and of Docker's builds say different things.
  address: fc.constantFrom('10.0.0.1', '::1', ' 10.0.0.1', 'x', '10.0.0.01'),
  limits: fc.constantFrom(
    ...[
      'nofile=5',
      'nofile=1:2',
      'nofile=2:1',
      'nofile=-1:5',
      'nofile=1:2:3',
      'nofile=a',
      'nofile=1:',
      'nofile',
      'x=1',
      '',
    ],
    ...['core=0x1', 'core=9223372036854775808', 'core=-1', 'core=+05'],
  ),
  pools: fc.constantFrom(
    ...[
      'base=10.0.0.0/8,size=24',
      'base=x,size=24',
      'size=x',
      'size=24',
      'BASE=ABCD::/16,SIZE=08',
      'x',
      '',
      'foo=1',
      ',',
    ],
    ...['base="x"', '"base=10.0.0.0/8",size=1', '"size=24', 'size=1,', 'base=10.0.0.0/08'],
  ),
  'network-opts': fc.constantFrom('a=b=c', 'a=b', 'a', '', 'b=x=', 'a=d=e=f', '='),
  size: fc.constantFrom('true', '1', '-1', 'x', 'a=b', '10.0.0.1', ...sizes),
  // Other texts are checked by the flags of some lists.
  list: fc.constant('a=b'),
  label: fc.constantFrom('a=b', 'a=c', 'x', 'io.docker.x=1', 'b='),
  'node-generic-resource': fc.constantFrom('a=b', 'a', 'a=c'),
  'fixed-cidr-v6': subnets,
  'userland-proxy-path': fc.constantFrom('rel', ''),
};
const others = fc.constantFrom('true', '1', '-1', '0x10', 'x', 'a=b', '10.0.0.1');

/** Words of a command line: a flag of these options, as people write it, or what no dockerd knows. */
export function randomFlag(options: readonly DaemonOption[]): fc.Arbitrary<readonly string[]> {
  const known = options.filter(({ flag, kind }) => flag !== undefined && kind !== 'runtimes');
  const flag = fc
    .constantFrom(...known)
    .chain((option) =>
      fc.tuple(fc.constant(option), values[option.flag ?? ''] ?? values[option.kind] ?? others, spelling),
    )
    .map(([option, value, spell]) => spell(option, value));
  const stranger = fc.constantFrom(
    ...['--bogus', '--bogus=1', '-Z', '-Dx', '--=x', '---debug', 'positional', '-', '', '--validat', '-é', '-DZ', "-'"],
    ...['--graph=/x', '--cluster-store=x', '--oom-score-adjust=1', '-g=/x', '--feature=x', '--log-format=text'],
  );
  return fc.oneof({ weight: 8, arbitrary: flag }, { weight: 1, arbitrary: stranger.map((word) => [word]) });
}

type Spell = (option: DaemonOption, value: string) => readonly string[];

const joined: Spell = ({ flag }, value) => [`--${flag}=${value}`];
const spelling = fc.oneof(
  { weight: 4, arbitrary: fc.constant(joined) },
  { weight: 1, arbitrary: fc.constant<Spell>(({ flag }, value) => [`--${flag}`, value]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Spell>(
      (option, value) => (option.shorthand === undefined ? joined(option, value) : [`-${option.shorthand}`, value]),
      (option, value) => (option.shorthand === undefined ? joined(option, value) : [`-${option.shorthand}${value}`]),
      (option, value) => (option.shorthand === undefined ? joined(option, value) : [`-${option.shorthand}=${value}`]),
    ),
  },
);
