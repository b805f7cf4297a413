import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigFiles } from '../../src/core/containerd/config/load/files.ts';
import { readContainerdConfig } from '../../src/core/containerd/config/read-config.ts';
import { configRelease } from '../../src/core/containerd/config/release.ts';
import { tomlTable } from '../../src/core/containerd/config/toml/value.ts';
import { askCri } from '../../src/core/cri/ask.ts';
import { runtimeOptions } from '../../src/core/cri/runtime-options.ts';
import type { TomlTable, TomlValue } from '../../src/model/containerd/toml.ts';
import type { Inspect } from '../../src/model/host/file-fact.ts';
import { containerd, directory, executable, missing, plainFile } from '../builders.ts';
import { plain } from './cri-config/observed.ts';
import { root } from './cri-config/vector.ts';

interface PodVector {
  readonly handler: string;
  readonly config: string | null;
  readonly expect: Readonly<Record<string, { readonly ok?: true; readonly error?: string }>>;
}

interface OptionsVector {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>> | null;
  readonly expect: Readonly<
    Record<
      string,
      {
        readonly message?: string;
        readonly options?: Readonly<Record<string, unknown>> | null;
        readonly error?: string;
      }
    >
  >;
}

const file = join(import.meta.dirname, '..', 'fixtures', 'vectors', 'cri_config.json');
/** A JSON parser reads 1.0 as 1. */
const written = readFileSync(file, 'utf8').replace(/("IoUid": ?)(-?\d+\.\d+)/g, '$1{"$float":"$2"}');
const recorded = JSON.parse(written.replaceAll('$ROOT', root).replaceAll('$ID', 'ID')) as {
  readonly pod_vectors: readonly PodVector[];
  readonly options_vectors: readonly OptionsVector[];
};
const pods = recorded.pod_vectors;
const path = '/etc/containerd/config.toml';
const text = `version = 2\n${pods.map(({ config }) => config ?? '').join('')}`;

/** Debian's 2.1.9 has the TOML library of 2.4. */
const releaseOf = (build: string) =>
  configRelease(build.slice('containerd-'.length), build === 'containerd-2.1.9' ? '2.4' : undefined);

/** The host of the recording: shims of runc in PATH and more below the root directory. */
const inspect: Inspect = (at) => {
  if (at === '/usr/bin/runc' || /^\/usr\/bin\/containerd-shim-runc-v[12]$/.test(at)) return executable();
  if ([`${root}/shims/containerd-shim-runc-v2`, `${root}/shims/anyname`].includes(at)) return executable();
  if (at === `${root}/shims/noexec`) return plainFile();
  return at === `${root}/shims/dir` ? directory() : missing();
};

describe.each(Object.keys(pods[0]?.expect ?? {}))('askCri() as %s', (build) => {
  const release = releaseOf(build);
  const files: ConfigFiles = {
    read: (wanted) =>
      wanted === path ? { ok: true, bytes: Buffer.from(text) } : { ok: false, step: 'open', errno: 'ENOENT' },
    list: () => [],
  };
  const config = readContainerdConfig({ release, parameters: [], cwd: root, cgroups: 1 }, files);
  const version = build.slice('containerd-'.length);

  it.each(pods.map((pod) => [pod.handler, pod] as const))('answers a pod with %j', (handler, pod) => {
    const handlers = config.cri?.handlers;
    if (handlers === undefined) throw new Error('CRI is off');
    const answer = askCri(handler, { handlers, release, containerd: containerd({ version, cwd: root }), inspect });
    const expected = pod.expect[build];
    expect(answer.error).toBe(expected?.error);
    expect(answer.panics).toBe(false);
  });
});

describe('runtimeOptions()', () => {
  const each = recorded.options_vectors.flatMap(({ type, options, expect: builds }) =>
    Object.entries(builds).map(([build, expected]) => ({
      name: `${type} ${JSON.stringify(options)} ${build}`,
      type,
      options,
      build,
      expected,
    })),
  );

  it.each(each)('$name', ({ type, options, build, expected }) => {
    const typed = runtimeOptions(type, options === null ? undefined : (toToml(options) as TomlTable), releaseOf(build));
    if (expected.error !== undefined) {
      expect(typed).toEqual({ kind: 'fault', error: expected.error });
    } else if (expected.options === null) {
      expect(typed).toEqual({ kind: 'none' });
    } else {
      // The body is the table once more, written by the TOML library; this service does not send it.
      const { config_body: _, ...fields } = expected.options ?? {};
      expect(typed.kind === 'fault' || typed.kind === 'none' ? typed : snakeFields(typed.fields)).toEqual(fields);
    }
  });
});

const at = { file: '', line: 0, column: 0 };

function toToml(value: unknown): TomlValue {
  if (typeof value === 'string') return { kind: 'string', value, at };
  if (typeof value === 'boolean') return { kind: 'boolean', value, at };
  if (typeof value === 'number') return { kind: 'integer', value: BigInt(value), at };
  if (Array.isArray(value)) return { kind: 'array', items: value.map(toToml), ofTables: false, at };
  const entries = Object.entries(value as Record<string, unknown>);
  const [first] = entries;
  if (first?.[0] === '$float') return { kind: 'float', value: Number(first[1]), at };
  return tomlTable(new Map(entries.map(([key, each]) => [key, toToml(each)])), at);
}

/** Fields as protobuf names them, without the fields that are zero. */
function snakeFields(table: TomlTable): Record<string, unknown> {
  const entries = [...table.entries].map(([key, value]) => [snake(key), plain(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== '' && value !== 0 && value !== false));
}

function snake(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
