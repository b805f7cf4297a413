import fc from 'fast-check';
import { askedNames, configuredName } from './random-name.ts';

/** A dockerd, and the names that it is asked for: its daemon.json, its flags and its PATH. */
export interface RandomRuntimes {
  readonly config: string;
  /** A daemon.json that it reloads. */
  readonly next: string;
  readonly args: readonly string[];
  readonly path: string;
  readonly names: readonly string[];
}

const usual = '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where dockerd looks for a runtime with arguments; relative elements begin in its working directory, the root. */
const searchPaths = fc.constantFrom(usual, usual, `/srv/oci:${usual}`, `srv/oci:${usual}`, `/no/such::${usual}:/srv`);

/** Where an OCI runtime is, or is not: each by the way in which that may end. */
const programs = [
  ...['ok', 'sp ace', 'é"', 'link', 'dangling', 'loop', 'closed', 'noscript', 'noenv', 'dirscript', 'garbage'],
  ...['empty', 'fifo', 'dir', 'missing', 'ok/', 'ok/more', 'dir/', '../oci/ok', './ok', 'dir/../ok', 'n'.repeat(256)],
].map((name) => `/srv/oci/${name}`);
const otherPaths = [
  ...['oci-a', 'oci-b', 'oci-c', 'oci-rel', 'oci-shadow', 'ok', 'no-such', 'é', 'x"y', 'a b', 'n'.repeat(256), 'a\0b'],
  ...['./oci-a', '../srv/oci/ok', 'srv/oci/ok', 'relative/oci-rel', './no-such', '.', '..', '/', '//', '/srv', 'ok/'],
  ...['/usr/local/bin/oci-a', '/srv/elsewhere/far/../behind', '//srv/oci/ok', '/srv/oci/a\0b'],
  ...[' /srv/oci/ok', '/srv/oci/ok ', ' ', '/srv/oci/ok x', 'ok --debug', '\n/srv/oci/ok', '\u00a0', '日本', '%s'],
];
const path = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...programs) },
  { weight: 2, arbitrary: fc.constantFrom(...otherPaths) },
);

/** A shell reads the path and the arguments: what it makes of quotes and the like is its own. */
const pathInScript = path.filter((text) => !text.includes('"'));
const runtimeArgs = fc.array(fc.constantFrom('--debug', 'x', 'é', '--root=/run/x', 'a=b,c'), {
  minLength: 1,
  maxLength: 2,
});

const runtimeType = fc.oneof(
  { weight: 4, arbitrary: askedNames([]) },
  { weight: 1, arbitrary: fc.constant('io.containerd.runc.v2') },
  { weight: 1, arbitrary: fc.constantFrom(...programs, '/srv/elsewhere/shim', '/srv/elsewhere/far/../far-shim') },
);
const binaryName = fc.constantFrom('BinaryName', 'binaryname', 'BINARYNAME', 'binaryName', 'Binaryname', 'BinaryName ');
const options = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.tuple(binaryName, fc.oneof(path, fc.constant(''))) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('TypeUrl', 'ConfigPath', 'Root', 'x'), fc.constant('/run/x')) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('NoNewKeyring', 'nonewkeyring', 'y'), fc.boolean()) },
    ),
    { maxLength: 2 },
  )
  .map(Object.fromEntries);

type Entry = Readonly<Record<string, unknown>>;

const good: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ path }) },
  { weight: 3, arbitrary: fc.record({ path: pathInScript, runtimeArgs }) },
  { weight: 1, arbitrary: fc.record({ path, runtimeArgs: fc.constantFrom([], null), runtimeType: fc.constant('') }) },
  { weight: 4, arbitrary: fc.record({ runtimeType }) },
  { weight: 3, arbitrary: fc.record({ runtimeType: fc.constant('io.containerd.runc.v2'), options }) },
  { weight: 1, arbitrary: fc.record({ runtimeType, options }) },
  { weight: 1, arbitrary: fc.record({ runtimeType: fc.constantFrom('x.runc.v2', 'runc.v1'), options }) },
  { weight: 1, arbitrary: fc.record({ Path: path, RUNTIMETYPE: fc.constantFrom('', null) }) },
);

/** What some dockerd does not start with, or treats as something else. */
const odd: fc.Arbitrary<Entry> = fc.oneof(
  fc.constantFrom({}, { path: '' }, { path: null }, { unknown: 1 }),
  fc.record({ path, runtimeType }),
  fc.record({ path, options }),
  fc.record({ runtimeType, runtimeArgs }),
  fc.record({ runtimeType, options: fc.constantFrom({ BinaryName: 1 }, { BinaryName: ['x'] }, { TypeUrl: true }) }),
);

type Named = readonly [name: string, entry: Entry];

/** No file can have the name of such a runtime, so no dockerd starts with it and arguments. */
const needsNoScript = ([name, { runtimeArgs: args }]: Named) => !hasArguments(args) || !/[/\0]|^\.*$/.test(name);

const hasArguments = (args: unknown) => Array.isArray(args) && args.length > 0;

/** Whether dockerd starts with such a default does not depend on its PATH, which is not known before it runs. */
const isKnownBefore = ([, { path: text, runtimeArgs: args }]: Named) => !hasArguments(args) || /\//.test(String(text));

const goodEntries = fc.array(fc.tuple(configuredName, good).filter(needsNoScript), { minLength: 5, maxLength: 12 });
const entries: fc.Arbitrary<readonly Named[]> = fc.oneof(
  { weight: 5, arbitrary: goodEntries },
  {
    weight: 1,
    arbitrary: fc
      .tuple(goodEntries, fc.tuple(fc.oneof(configuredName, fc.constant('runc')), fc.oneof(odd, good)))
      .map(([most, one]) => [...most, one]),
  },
);

const flag = fc
  .tuple(fc.oneof(configuredName, fc.constantFrom(' Flag ', 'flag')), path)
  .filter(([name, value]) => !`${name}${value}`.includes('\0') && !/^\s*(?:runc\s*)?$/i.test(name))
  .map(([name, value]) => `--add-runtime=${name}=${value}`);

const byDefault = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('io.containerd.fake.v1', 'io.containerd.missing.v1', 'runc') },
  { weight: 1, arbitrary: fc.constantFrom('nowhere', '/srv/elsewhere/shim', '.a.b') },
);
const defaultFlag = byDefault.map((name) => `--default-runtime=${name}`);
const flags = fc.oneof(
  { weight: 3, arbitrary: fc.array(flag, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(flag, defaultFlag), { maxLength: 3 }) },
);

interface RandomFile {
  readonly text: string;
  readonly names: readonly string[];
}

/** Mostly without a default. */
const file: fc.Arbitrary<RandomFile> = fc
  .record({ named: entries, own: fc.nat(63), other: byDefault })
  .map(({ named, own, other }) => {
    const chosen = own < 8 ? other : named.filter(isKnownBefore)[own - 8]?.[0];
    return { text: textOf(named, own < 16 ? chosen : undefined), names: named.map(([name]) => name) };
  });

/** Runtimes of a file and of flags, a default, and names that are often, or nearly, configured or installed. */
export function randomRuntimes(): fc.Arbitrary<RandomRuntimes> {
  return fc.record({ first: file, next: file, args: flags, path: searchPaths }).chain(({ first, next, args, path }) => {
    const configured = [...first.names, ...next.names].filter((name) => name !== '');
    return fc.uniqueArray(askedNames(configured), { minLength: 15, maxLength: 15 }).map((names) => ({
      config: first.text,
      next: next.text,
      args,
      path,
      names: [...new Set([...configured, ...names])],
    }));
  });
}

/** A name may be written twice. */
function textOf(entries: readonly Named[], byDefault: string | undefined): string {
  const members = entries.map(([name, entry]) => `${JSON.stringify(name)}: ${JSON.stringify(entry)}`);
  const more = byDefault === undefined ? '' : `,\n"default-runtime": ${JSON.stringify(byDefault)}`;
  return `{"runtimes": {\n${members.join(',\n')}}${more}}`;
}
