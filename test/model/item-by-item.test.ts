import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differenceOf, itemByItem, mappedAgain } from '../../src/model/item-by-item.ts';

interface Item {
  readonly results: readonly string[];
}

const item = (...results: string[]): Item => ({ results });

/** Maps items to their results, and counts the items that were asked. */
function counted() {
  const asked: Item[] = [];
  const map = itemByItem((each: Item, suffix: string) => {
    asked.push(each);
    return each.results.map((result) => result + suffix);
  });
  return { asked, map };
}

it('itemByItem() asks only the items that are new', () => {
  const { asked, map } = counted();
  const [a, b, c, d] = [item('a'), item(), item('c', 'C'), item('d')];
  const memory = {};

  expect(map(memory, [a, b, d], '!')).toEqual(['a!', 'd!']);
  expect(map(memory, [a, b, c, d], '!')).toEqual(['a!', 'c!', 'C!', 'd!']);
  expect(map(memory, [a, c, d], '!')).toEqual(['a!', 'c!', 'C!', 'd!']);
  expect(asked).toEqual([a, b, d, c]);
});

it('itemByItem() asks all items again when something else that they depend on is another object, or the memory is', () => {
  const { asked, map } = counted();
  const items = [item('a'), item('b')];
  const memory = {};

  expect(map(memory, items, '!')).toEqual(['a!', 'b!']);
  expect(map(memory, items, '?')).toEqual(['a?', 'b?']);
  expect(map({}, items, '?')).toEqual(['a?', 'b?']);
  expect(asked.length).toBe(6);
});

it('itemByItem() gives the same list where nothing follows from what is new', () => {
  const { map } = counted();
  const a = item('a');
  const memory = {};
  const before = map(memory, [a], '');

  expect(map(memory, [a, item()], '')).toBe(before);
  expect(map(memory, [a], '')).toBe(before);
  expect(map(memory, [a, item('b')], '')).toEqual(['a', 'b']);
});

const changingLists = fc
  .uniqueArray(fc.nat(30), { maxLength: 12 })
  .chain((first) => fc.tuple(fc.constant(first), fc.array(fc.subarray([...Array(31).keys()]), { maxLength: 6 })));

it('what is kept is what a whole list gives, whichever items come, go or are doubtful', () => {
  const run = fc.property(changingLists, fc.infiniteStream(fc.nat(3)), ([first, others], numbers) => {
    const next = () => numbers.next().value ?? 0;
    const all = Array.from({ length: 31 }, (_, index) => ({ index, says: index % 3 }));
    const resultsOf = ({ index, says }: (typeof all)[number]) => Array.from({ length: says }, () => `${index} ${says}`);
    let mapped: ReturnType<typeof mappedAgain<(typeof all)[number], string>> | undefined;
    for (const list of [first, ...others]) {
      const doubtful: typeof all = [];
      for (const each of all) {
        if (next() !== 0) continue;
        each.says = next();
        doubtful.push(each);
      }
      const items = list.map((index) => all[index]).filter((each) => each !== undefined);
      // What is not in the list is mapped when it comes back.
      mapped = mappedAgain(mapped, items, resultsOf, next() === 0 ? 'all' : doubtful);
      expect(mapped.results).toEqual(items.flatMap(resultsOf));
    }
  });
  fc.assert(run, { numRuns: 300 });
});

it.each([
  { name: 'the same list', before: [1, 2], items: [1, 2], difference: [2, 2, 2] },
  { name: 'an item at the end', before: [1], items: [1, 2], difference: [1, 2, 1] },
  { name: 'an item at the beginning', before: [2], items: [1, 2], difference: [0, 1, 0] },
  { name: 'one of two that are the same', before: [1, 1], items: [1], difference: [1, 1, 2] },
  { name: 'another item', before: [1, 2, 3], items: [1, 4, 3], difference: [1, 2, 2] },
  { name: 'everything', before: [1, 2], items: [], difference: [0, 0, 2] },
])('differenceOf() finds $name', ({ before, items, difference: [start, end, oldEnd] }) => {
  expect(differenceOf(before, items)).toEqual({ start, end, oldEnd });
});
