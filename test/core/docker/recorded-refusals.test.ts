import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateDocker } from '../../../src/core/docker/start.ts';
import { defined } from '../../../src/model/defined.ts';
import { dockerd } from '../../builders.ts';

type Said = string | null;

/** What real dockerds said of a daemon.json and of flags. */
interface Recorded {
  /** Versions of Go, and of docker/go-units, that they were built with. */
  readonly go: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
  readonly cases: readonly {
    readonly file?: string;
    readonly flags?: readonly string[];
    readonly says: Said | readonly Said[];
  }[];
}

const { go, units, cases }: Recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/dockerd-config.json', import.meta.url), 'utf8'),
);

/** What is said of a dockerd that prints its usage instead of an error. */
const onlyUsage = 'dockerd accepts no arguments: it prints "Usage: dockerd [OPTIONS]" and ends';

describe.each(Object.keys(go).map((version, index) => ({ version, index })))(
  'dockerd $version as it was built for Debian',
  ({ version, index }) => {
    const build = defined({ isStrict: true, go: go[version], units: units[version] });

    it.each(cases)('$file $flags', ({ file: text, flags = [], says }) => {
      const { error } = evaluateDocker(dockerd({ text, flags, version, build }));

      const said = Array.isArray(says) ? says[index] : says;
      const words = 'unable to configure the Docker daemon with file /etc/docker/daemon.json: ';
      // Only 20.10 was started; --validate ends before the last checks.
      const isSaid = error?.stage !== 'setup' || version === '20.10.24';
      const foretold = error?.message.replaceAll(words, '$FILE').replace(onlyUsage, 'Usage:\tdockerd [OPTIONS]');
      expect(isSaid ? (foretold ?? null) : null).toBe(said);
    });
  },
);

const wrongType = '{"debug": "x", "runtimes": {"a": {"path": 5}}}';
const inFile = 'unable to configure the Docker daemon with file /etc/docker/daemon.json: ';

/** The Go of Docker's own builds: 1.23 in 28.1, 1.24 in 28.2, and later ones. */
it.each([
  ['24.0.9', undefined, 'Config.debug'],
  ['26.1.5', undefined, 'Config.debug'],
  ['28.1.1', undefined, 'Config.debug'],
  ['28.2.0', undefined, 'Config.CommonConfig.debug'],
  ['29.7.2', undefined, 'Config.CommonConfig.debug'],
  ['26.1.5', '1.24.4', 'Config.CommonConfig.debug'],
  ['28.5.2', '1.23.8', 'Config.debug'],
  ['28.5.2', '1.26.10', 'Config.CommonConfig.debug'],
  ['28.5.2', '1.27.3', 'Config.debug'],
])('dockerd %s built with Go %s names the field %s', (version, built, field) => {
  const build = built === undefined ? {} : { go: built };

  const message = evaluateDocker(dockerd({ text: wrongType, version, build })).error?.message;

  expect(message?.replace(inFile, '').replace('invalid JSON: ', '')).toBe(
    `json: cannot unmarshal string into Go struct field ${field} of type bool`,
  );
});

describe('flags that are not known', () => {
  const errorOf = (flags: readonly string[], version: string, build: object) =>
    evaluateDocker(dockerd({ flags, version, build })).error;

  it('are passed over for a dockerd that runs with them', () => {
    expect(errorOf(['--bogus', '-Z', 'x'], '28.5.2', {})).toBeUndefined();
  });

  it('are passed over for releases whose flags are not known', () => {
    for (const version of ['1.13.1', '19.03.15', '30.0.0']) {
      expect(errorOf(['--bogus', 'x'], version, { isStrict: true })).toBeUndefined();
    }
  });

  it('are the ones that no release has, where the version is only assumed', () => {
    const build = { isStrict: true, isAssumed: true };

    expect(errorOf(['--graph', '/x', '-g', '/x'], '29.7.2', build)).toBeUndefined();
    expect(errorOf(['--bogus'], '29.7.2', build)?.message).toBe('unknown flag: --bogus');
  });
});

it('no error shows a secret', () => {
  const flags = [['---token=abc'], ['-Ztoken=abc'], ['--dns=http://u:abc@x'], ['--log-opt=splunk-token=abc']];
  const file = '{"log-opts": {"splunk-token": "abc"}}';

  for (const each of flags) {
    const error = evaluateDocker(
      dockerd({ flags: each, text: file, version: '28.5.2', build: { isStrict: true } }),
    ).error;
    expect(error).toBeDefined();
    expect(error?.message.replace('splunk-token', '')).not.toContain('abc');
  }
});

it('a long hostile text is answered in time', () => {
  const long = 'a'.repeat(500_000);
  const texts = [
    JSON.stringify({ 'node-generic-resources': Array.from({ length: 60_000 }, () => 'a=b') }),
    JSON.stringify({ dns: [`${'1.'.repeat(200_000)}x`], labels: [long] }),
    JSON.stringify({ 'fixed-cidr-v6': `${'0:'.repeat(200_000)}/64` }),
    JSON.stringify({ labels: Array.from({ length: 60_000 }, (_, at) => `a${at}=b`) }),
    `{"builder": {"gc": {"policy": [${'{"filter": [5]},'.repeat(30_000)}{}]}}}`,
    `{"debug": ${'['.repeat(9000)}1e999${']'.repeat(9000)}}`,
  ];
  const start = performance.now();

  for (const text of texts) evaluateDocker(dockerd({ text, version: '28.5.2', build: { go: '1.27.3' } }));
  for (const flag of [
    `--default-address-pool=${'a,'.repeat(200_000)}`,
    `--default-ulimit=nofile=${'0'.repeat(500_000)}x`,
  ]) {
    evaluateDocker(dockerd({ flags: [flag, `-${long}`], build: { isStrict: true } }));
  }

  expect(performance.now() - start).toBeLessThan(5000);
});
