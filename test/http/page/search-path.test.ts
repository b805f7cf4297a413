import { describe, expect, it } from 'vitest';
import { arrange, freeFiles, selectFiles } from '../../../public/data/arrangement.js';
import { laneHead } from '../../../public/views/search-path.js';
import type { Place } from '../../../src/model/inventory/search-path.ts';
import type { Shim } from '../../../src/model/inventory/shim.ts';
import { finding, inventory, shim } from '../../builders.ts';

const names = Array.from({ length: 60 }, (_, index) => `s${String(index).padStart(2, '0')}-v1`);
const at = (directory: string, name: string, more: Partial<Shim> = {}) =>
  shim({ path: `${directory}/containerd-shim-${name}`, ...more });

/** 60 files in /a, of which ten hide a file in /b and one fails. */
const winners = names.map((name, index) => at('/a', name, index === 30 ? { reason: 'exec-format-error' } : {}));
const losers = names
  .slice(50)
  .map((name) => at('/b', name, { state: 'shadowed', reason: 'shadowed', shadowedBy: `/a/containerd-shim-${name}` }));
const searchPath = ['/a', '/b'].map(
  (directory, position): Place => ({ position, directory, kind: 'path', state: 'ok', shims: [] }),
);
const many = inventory({ shims: [...winners, ...losers], searchPath });

const labels = (shims: readonly Shim[]) => shims.map(({ binary }) => binary.replace('containerd-shim-', ''));

describe('freeFiles()', () => {
  const arrangement = arrange(many);
  const { shown, rest } = freeFiles(winners, arrangement, false);

  it('begins with all files that have namesakes, then the ones that fail, and folds only the others', () => {
    expect(arrangement.contested).toHaveLength(3);
    expect(labels(shown).slice(0, 9)).toEqual([...names.slice(53), 's30-v1', 's00-v1']);
    expect([shown.length, rest]).toEqual([7 + 40, 10]);
  });

  it('never folds a file that has a namesake', () => {
    const pairs = inventory({
      shims: names.flatMap((name) => [
        at('/a', name),
        at('/b', name, { state: 'shadowed', reason: 'shadowed', shadowedBy: `/a/containerd-shim-${name}` }),
      ]),
      searchPath,
    });

    expect(freeFiles(arrange(pairs).byPlace.get('/b') ?? [], arrange(pairs), false)).toMatchObject({
      shown: { length: 57 },
      rest: 0,
    });
  });

  it('shows all files of an unfolded place', () => {
    expect(freeFiles(winners, arrangement, true)).toMatchObject({ shown: { length: 57 }, rest: 0 });
  });
});

describe('selectFiles()', () => {
  it.each([
    ['', 70],
    ['s55', 2],
    ['/b', 20],
    ['hidden', 20],
    ['fails', 1],
    ['exec format', 1],
    ['s55 fails', 0],
  ])('%j finds %i files, with the namesakes of each', (query, count) => {
    expect(selectFiles(many.shims, query)).toHaveLength(count);
  });
});

it('laneHead() shows an element of PATH that is relative as it is written, and where it leads', () => {
  const cwd: Place = { position: 0, directory: '/', kind: 'cwd', state: 'ok', shims: [] };
  const tools: Place = { position: 1, directory: '/tools/bin', kind: 'path', state: 'ok', shims: [] };
  const host = inventory({
    searchPath: [cwd, tools],
    findings: [finding({ code: 'search-path-relative', subject: 'tools/bin' })],
  });

  const { markup } = laneHead(tools, arrange(host));

  expect(markup).toContain('<h3><code>tools/bin</code></h3>');
  expect(markup).toContain('relative, here <code>/tools/bin</code>');
});
