import { expect, it } from 'vitest';
import { KeptWithGrounds } from '../../../src/core/inventory/kept-with-grounds.ts';
import type { World } from '../../../src/core/world.ts';
import { containerd, docker, executable, missing } from '../../builders.ts';

/** What a world says, which a test changes; everything else stays the same object. */
function world() {
  const elsewhere: readonly string[] = ['/opt/bin/file'];
  const says = {
    misspelled: elsewhere,
    file: executable(),
    evidence: { taskApi: 2 } as const,
    lookup: { binary: 'containerd-shim-a-v1', attempts: [] },
    elsewhere,
    fault: { kind: 'empty', path: '/a', what: 'it is empty' } as const,
    link: '../b',
  };
  const seen: World = {
    containerd: containerd(),
    docker: docker(),
    policy: { allow: [], deny: [] },
    known: [],
    inspect: () => says.file,
    shimEvidence: () => says.evidence,
    lookups: { get: () => says.lookup, set: () => undefined },
    explore: {
      elsewhere: () => says.elsewhere,
      misspelled: () => says.misspelled,
      explain: () => says.fault,
      readLink: () => says.link,
    },
  };
  return { says, seen };
}

/** Asks for everything that a world can say. */
function ask(seen: World, counts: { asked: number }): number {
  seen.inspect('/a');
  seen.shimEvidence?.('/a');
  seen.lookups?.get('a.v1');
  seen.explore?.elsewhere('a');
  seen.explore?.misspelled('a');
  seen.explore?.explain('/a');
  seen.explore?.readLink('/a');
  counts.asked += 1;
  return counts.asked;
}

it('an answer is kept while the world says the same', () => {
  const { seen } = world();
  const kept = new KeptWithGrounds<number>();
  const counts = { asked: 0 };

  expect([1, 2, 3].map(() => kept.answer('a', seen, (given) => ask(given, counts)))).toEqual([1, 1, 1]);
  expect(kept.answer('b', seen, (given) => ask(given, counts))).toBe(2);
  kept.clear();
  expect(kept.answer('a', seen, (given) => ask(given, counts))).toBe(3);
});

it.each([
  ['file', missing()],
  ['evidence', { taskApi: 2 }],
  ['lookup', { binary: 'containerd-shim-a-v1', attempts: [] }],
  ['elsewhere', ['/opt/bin/file']],
  ['misspelled', ['/opt/bin/file']],
  ['fault', undefined],
  ['link', '../c'],
])('a question is asked again when the world says something else about a %s', (kind, other) => {
  const { says, seen } = world();
  const kept = new KeptWithGrounds<number>();
  const counts = { asked: 0 };
  const answer = () => kept.answer('a', seen, (given) => ask(given, counts));
  expect(answer()).toBe(1);

  Object.assign(says, { [kind]: other });

  expect([answer(), answer()]).toEqual([2, 2]);
});

it('what was looked up for an answer is a ground of it', () => {
  const { says, seen } = world();
  const kept = new KeptWithGrounds<number>();
  const counts = { asked: 0 };
  const answer = () =>
    kept.answer('a', seen, ({ lookups }) => {
      lookups?.set('a.v1', says.lookup);
      counts.asked += 1;
      return counts.asked;
    });
  expect([answer(), answer()]).toEqual([1, 1]);

  says.lookup = { binary: 'containerd-shim-a-v1', attempts: [] };

  expect(answer()).toBe(2);
});
