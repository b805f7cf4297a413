import type { Family, Labels } from './exposition.ts';

/** One series: its labels and its value. */
export type Series = readonly [labels: Labels, value: number];

/** A gauge with its series. */
export function gauge(name: string, help: string, series: readonly Series[]): Family {
  return { name, type: 'gauge', help, samples: series.map(([labels, value]) => ({ labels, value })) };
}

/** Counts equal label sets, in the order of their first occurrence. */
export function counted(all: readonly Labels[]): readonly Series[] {
  const counts = new Map<string, { readonly labels: Labels; count: number }>();
  for (const labels of all) {
    const key = JSON.stringify(labels);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { labels, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].map(({ labels, count }) => [labels, count]);
}
