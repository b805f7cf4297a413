import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lookUp } from '../../src/core/containerd/lookup.ts';
import { containerdRules } from '../../src/core/containerd/release.ts';
import { aliases, canonicalName, toBinaryName, whyNoRuntime } from '../../src/core/containerd/runtime-name.ts';
import { checkPermission } from '../../src/core/docker/permission.ts';
import { dockerRules } from '../../src/core/docker/release.ts';
import { goQuote } from '../../src/core/go/quote.ts';
import { resolveRuntime } from '../../src/core/resolve/resolve.ts';
import type { Inspect } from '../../src/model/host/file-fact.ts';
import { HostFiles } from '../../src/sources/host-files.ts';
import { containerd, docker } from '../builders.ts';

interface NameVector {
  readonly name?: string;
  readonly name_b64?: string;
  readonly go_quote: string;
  readonly binary: Readonly<Record<'1.6' | '1.7+', string>>;
  readonly permissible: Readonly<Record<'547da0d5' | 'HEAD', boolean>>;
  readonly moby_error_if_refused: string;
  readonly resolve_empty: Readonly<Record<'1.6' | '1.7' | '2.x', { readonly path?: string; readonly error?: string }>>;
}

interface FileVector {
  readonly file: string;
  readonly reachable: boolean;
  readonly runtimes: readonly { readonly runtime: string; readonly shortest_runtime: string | null }[];
}

function vectors<T>(file: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', 'fixtures', 'vectors', file), 'utf8')) as T;
}

const all = vectors<{ vectors: readonly NameVector[] }>('binary_name.json').vectors;
const files = vectors<{ files: readonly FileVector[] }>('binary_to_name.json').files;

/** Names whose bytes are not UTF-8 cannot be written in JSON nor passed through gRPC, and no JavaScript string holds them. */
const notUtf8 = all.filter(({ name }) => name === undefined);
const names = all.flatMap((vector) => (vector.name === undefined ? [] : [{ ...vector, name: vector.name }]));

const containerds = {
  '1.6': ['1.6.20', '1.6.39', '1.6.20~ds1'],
  '1.7': ['1.7.24', '1.7.34'],
  '2.x': ['2.0.0', '2.3.4', 'v2.4.0-beta.0', 'HEAD'],
} as const;
const dockers = {
  '547da0d5': ['23.0.18', 'v24.0.9'],
  HEAD: ['25.0.17', '26.1.5', '27.5.1', '28.5.2', 'docker-v29.7.2', 'b985e2313a'],
} as const;

const emptyDirectory = mkdtempSync(join(tmpdir(), 'shimdex-names-'));
afterAll(() => rmSync(emptyDirectory, { recursive: true }));
const host = new HostFiles('/');

it('the vectors hold 391 names, of which 7 are not UTF-8', () => {
  expect([names.length, notUtf8.length]).toEqual([384, 7]);
});

describe.each(names)(
  'name $go_quote',
  ({ name, go_quote, binary, permissible, moby_error_if_refused, resolve_empty }) => {
    it('goQuote() prints it as Go does', () => {
      expect(goQuote(name)).toBe(go_quote);
    });

    it('toBinaryName() gives the file that every release looks for', () => {
      for (const version of containerds['1.6']) {
        expect(toBinaryName(name, containerdRules(version)) ?? '').toBe(binary['1.6']);
      }
      for (const version of [...containerds['1.7'], ...containerds['2.x']]) {
        expect(toBinaryName(name, containerdRules(version)) ?? '').toBe(binary['1.7+']);
      }
    });

    it('checkPermission() decides as every release of moby does', () => {
      for (const generation of ['547da0d5', 'HEAD'] as const) {
        for (const version of dockers[generation]) {
          expect(checkPermission(name, dockerRules(version)).permitted).toBe(permissible[generation]);
        }
      }
    });

    it('resolveRuntime() refuses it in the words of the Engine, or not at all', () => {
      const inspect: Inspect = () => ({ kind: 'missing', errno: 'ENOENT', dangling: false });
      const world = { containerd: containerd(), docker: docker(), policy: { allow: [], deny: [] }, known: [], inspect };

      const resolution = resolveRuntime({ name, client: 'docker' }, world);

      const configured = ['', 'runc', 'io.containerd.runc.v2'].includes(name);
      expect(resolution.permitted).toBe(name !== '' && (configured || permissible.HEAD));
      if (!configured && !permissible.HEAD) expect(resolution.error).toBe(moby_error_if_refused);
    });

    it('lookUp() in an empty world ends as in every release', () => {
      for (const generation of ['1.6', '1.7', '2.x'] as const) {
        for (const version of containerds[generation]) {
          const { path, error } = lookUp(name, {
            containerd: inEmptyWorld(version),
            inspect: (at) => host.inspect(at, { uid: 0, gid: 0, groups: [] }),
          });

          const expected = resolve_empty[generation];
          expect({ path, error }).toEqual({
            path: expected.path?.replace('$CWD', emptyDirectory),
            error: expected.error?.replace('$CWD', emptyDirectory),
          });
        }
      }
    });
  },
);

describe.each(files)('file $file', ({ file, reachable, runtimes }) => {
  it('canonicalName() and aliases() give the names that lead to it, and no others', () => {
    const canonical = canonicalName(file);

    const expected = new Set(runtimes.flatMap((each) => [each.runtime, each.shortest_runtime ?? each.runtime]));
    expect(new Set([...(canonical === undefined ? [] : [canonical]), ...aliases(file)])).toEqual(expected);
    expect(canonical !== undefined).toBe(reachable);
  });

  it('whyNoRuntime() has a reason when none does', () => {
    expect(whyNoRuntime(file) === undefined).toBe(reachable);
  });
});

function inEmptyWorld(version: string) {
  return containerd({ version, cwd: emptyDirectory, path: emptyDirectory, executableDirectory: emptyDirectory });
}
