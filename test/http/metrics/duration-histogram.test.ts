import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { DurationHistogram } from '../../../src/http/metrics/duration-histogram.ts';
import { renderFamilies } from '../../../src/render/exposition.ts';

it('DurationHistogram counts as prom-client does', async () => {
  const ours = new DurationHistogram('a_seconds', 'Help.');
  const registry = new Registry();
  const buckets = ours
    .family()
    .samples.flatMap(({ labels }) => (labels?.['le'] === undefined ? [] : [Number(labels['le'])]));
  const theirs = new Histogram({
    name: 'a_seconds',
    help: 'Help.',
    registers: [registry],
    buckets: buckets.filter(Number.isFinite),
  });

  for (const seconds of [0, 0.0005, 0.00051, 0.003, 0.003, 0.09, 0.5, 2.5, 3, 100]) {
    ours.observe(seconds);
    theirs.observe(seconds);
  }

  expect(renderFamilies([ours.family()], 'text').trim()).toBe((await registry.metrics()).trim());
});

it('DurationHistogram has no bucket that the two formats write differently', () => {
  const texts = new DurationHistogram('a_seconds', 'Help.').family().samples.map(({ labels }) => labels?.['le'] ?? '');

  expect(texts.filter((le) => /^\d+$|e/.test(le))).toEqual([]);
});
