import { expect, it } from 'vitest';
import { renderNfd } from '../../src/render/nfd.ts';
import { finding, handler, inventory, runtime } from '../builders.ts';

const namespace = 'shimdex.feature.node.kubernetes.io';

/** Names of the labels in a feature file, as nfd-worker takes them: not those behind `no-label`. */
function labels(text: string): readonly string[] {
  return [...text.replace(/# \+no-label\n.*\n/g, '').matchAll(/^[^#\n]*\/(.*)=true$/gm)].map(([, name = '']) => name);
}

it('renderNfd() writes a feature file', () => {
  const text = renderNfd(
    inventory({
      runtimes: [runtime({ name: 'io.containerd.kata.v2' })],
      handlers: [handler({ handler: 'kata' })],
      findings: [finding({ severity: 'high' })],
    }),
    { version: '1.2.3', expires: '2026-11-24T12:15:00Z' },
  );

  expect(text).toBe(`# shimdex 1.2.3 generated, do not edit
# +expiry-time=2026-11-24T12:15:00Z
# +no-label
${namespace}/findings.high=1
# +no-label
${namespace}/findings.medium=0
# +no-label
${namespace}/findings.low=0
${namespace}/handler.kata=true
${namespace}/io.containerd.kata.v2=true
`);
});

it('renderNfd() has no expiry when no time is given', () => {
  expect(renderNfd(inventory(), { version: '1.2.3' })).not.toContain('expiry');
});

it('renderNfd() labels only what would start, each name once', () => {
  const runtimes = [
    runtime({ name: 'a.v1' }),
    runtime({ name: 'b.v1', available: false }),
    runtime({ name: 'c.v1', permitted: false }),
    runtime({ name: 'd.v1', available: null }),
    runtime({ name: 'e.v1', permitted: null }),
    runtime({ name: 'handler.kata' }),
  ];
  const handlers = [handler({ handler: 'kata' }), handler({ handler: 'b', available: false })];

  expect(labels(renderNfd(inventory({ runtimes, handlers }), { version: '1' }))).toEqual(['handler.kata', 'a.v1']);
});

it.each([
  'a/b',
  'a b',
  '.a',
  'a.',
  '-a',
  'a\n# +no-feature\nb',
  'a=b',
  'é',
  '',
  'findings.high',
  'handler.kata',
  'a'.repeat(64),
])('renderNfd() has no label for %j', (name) => {
  expect(labels(renderNfd(inventory({ runtimes: [runtime({ name })] }), { version: '1' }))).toEqual([]);
});

it('renderNfd() stays below the size that NFD reads', () => {
  const runtimes = Array.from({ length: 2000 }, (_, index) => runtime({ name: `io.containerd.a${index}.v1` }));

  const text = renderNfd(inventory({ runtimes }), { version: '1' });

  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text.length).toBeGreaterThan(65_000);
  expect(text).toMatch(/=true\n$/);
});
