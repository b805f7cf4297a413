import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arrange } from '../../../public/data/arrangement.js';
import { subjectAt } from '../../../public/data/shim-page.js';
import { station } from '../../../public/views/search-path.js';
import { headlineOf } from '../../../public/views/shim/conclusion.js';
import { mergeInventory } from '../../../src/core/inventory/merge.ts';
import { resolveRuntime } from '../../../src/core/resolve/resolve.ts';
import type { World } from '../../../src/core/world.ts';
import type { ExecutionFault } from '../../../src/model/host/execution-fault.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import type { PlaceFacts } from '../../../src/model/host/place-facts.ts';
import type { Shim } from '../../../src/model/inventory/shim.ts';
import {
  directory,
  entry,
  executable,
  inspectOf,
  missing,
  observation,
  observedPlace,
  plainFile,
} from '../../builders.ts';

/** Files that a shim may turn out to be; the last one starts and then lacks a library. */
const files: Readonly<Record<string, FileFact>> = {
  works: executable(),
  text: executable({ execErrno: 'ENOEXEC' }),
  'no interpreter': executable({ execErrno: 'ENOENT' }),
  noexec: executable({ accessible: false, execErrno: 'EACCES' }),
  'no x bit': plainFile(),
  directory: directory(),
  fifo: executable({ kind: 'fifo', accessible: false, mode: 0o600 }),
  'broken link': missing({ dangling: true }),
  'no library': executable({ uid: 7 }),
};

const binaries = ['a-v1', 'b-v2', 'c-v1'].map((name) => `containerd-shim-${name}`);
const kinds = [
  { directory: '/cwd', kind: 'cwd' },
  { directory: '/one', kind: 'path' },
  { directory: '/two', kind: 'path' },
  { directory: '/own', kind: 'executable' },
] as const;

const anyPlaces: fc.Arbitrary<PlaceFacts[]> = fc
  .array(fc.dictionary(fc.constantFrom(...binaries), fc.constantFrom(...Object.keys(files))), {
    minLength: kinds.length,
    maxLength: kinds.length,
  })
  .map((contents) =>
    kinds.map(({ directory: at, kind }, index) => {
      const entries = Object.entries(contents[index] ?? {}).flatMap(([binary, file]) => {
        const fact = files[file];
        return fact === undefined ? [] : [entry(binary, fact)];
      });
      return observedPlace(at, entries, { kind });
    }),
  );

function withoutLibrary(path: string): ExecutionFault {
  const what = 'the library "libx.so" is missing';
  return { kind: 'missing-library', path, what, library: 'libx.so', neededBy: path, certain: true };
}

it('runtimes, the search path, answers about names and findings agree on every shim', () => {
  const test = fc.constantFrom('access' as const, 'mode-bits' as const);
  const version = fc.constantFrom('1.5.11', '1.7.24', '2.3.4');
  fc.assert(
    fc.property(anyPlaces, test, version, (places, executableTest, release) => {
      const containerd = { cwd: '/cwd', executableDirectory: '/own', executableTest, version: release };
      const seen = observation({ places, containerd });
      const inspect = inspectOf(seen);
      const explain = (path: string) => {
        const file = inspect(path);
        return file.kind === 'file' && file.uid === 7 ? withoutLibrary(path) : undefined;
      };
      const explore = { elsewhere: () => [], misspelled: () => [], explain, readLink: () => undefined };
      const policy = { allow: [], deny: [] };
      const facts = mergeInventory(seen, policy, inspect, { explore });
      const world: World = { ...seen, policy, known: [], inspect, explore };
      const runtimes = facts.runtimes.filter(({ origin }) => origin === 'implicit');
      const found = (code: string) => facts.findings.filter((each) => each.code === code).map(({ subject }) => subject);

      for (const { name, path, available, unavailable } of runtimes) {
        const answer = resolveRuntime({ name, client: 'docker' }, world);
        expect([answer.available, answer.path, answer.unavailable]).toEqual([available, path, unavailable]);
        if (path === undefined) {
          const skipped = facts.shims.filter((shim) => shim.runtime === name);
          expect(skipped.every(({ state }) => state === 'unusable')).toBe(true);
        } else {
          const shim = facts.shims.find((each) => each.path === path);
          expect(shim?.state).toBe('effective');
          expect(shim?.reason).toBe(unavailable?.reason);
        }
      }
      const inventory = { revision: 1, ...facts };
      for (const shim of facts.shims) {
        const subject = subjectAt(inventory, shim.path);
        if (subject === undefined) throw new Error(`${shim.path} has no page`);
        const listed = runtimes.find(({ name }) => name === shim.runtime);
        const isOnly = shim.state === 'effective' || (shim.state === 'unusable' && listed?.path === undefined);
        const tone = { effective: 'good', shadowed: 'plain', unusable: 'warn' }[shim.state];
        expect(headlineOf(subject).tone).toBe(isOnly && listed?.available === false ? 'bad' : tone);
        expect(station(shim, arrange(inventory)).markup).toContain(`data-state="${subject.verdict?.state}"`);
        expect(subject.verdict?.state === 'failing').toBe(shim.state === 'effective' && listed?.available === false);
      }
      const effective = facts.shims.filter(({ state }) => state === 'effective');
      expect(runtimes.flatMap(({ path }) => path ?? []).sort()).toEqual(effective.map(({ path }) => path).sort());
      expect(found('shim-cannot-start').sort()).toEqual(paths(effective.filter(({ reason }) => reason !== undefined)));
      expect(found('shim-unusable').sort()).toEqual(paths(facts.shims.filter(({ state }) => state === 'unusable')));
    }),
  );
});

function paths(shims: readonly Shim[]): string[] {
  return shims.map(({ path }) => path).sort();
}

it('a shim without its x bit stays a runtime, and a directory of that name is not one', () => {
  const seen = observation({
    places: [
      observedPlace('/one', [entry('containerd-shim-a-v1', plainFile()), entry('containerd-shim-b-v1', directory())]),
    ],
  });
  const { runtimes } = mergeInventory(seen, { allow: [], deny: [] }, inspectOf(seen));

  expect(runtimes.filter(({ origin }) => origin === 'implicit')).toMatchObject([
    { name: 'io.containerd.a.v1', available: false, unavailable: { reason: 'not-executable' } },
  ]);
});
