import { spawnSync } from 'node:child_process';

/** How Prometheus' own tool ended, and what it said. */
export interface Verdict {
  readonly status: number | null;
  readonly output: string;
}

/** Runs promtool; `scripts/install-test-tools.sh` installs it. */
export function promtool(args: readonly string[], input = ''): Verdict {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) throw error;
  return { status, output: stdout + stderr };
}

/** What it says of a page it has nothing against. */
export const silence: Verdict = { status: 0, output: '' };

/** Names of the labels of each series of a page, by the name it has in queries. */
export function seriesOf(page: string): ReadonlyMap<string, ReadonlySet<string>> {
  const series = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of page.matchAll(/^([a-z_]+)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(?:^|,)(\w+)="(?:\\.|[^"\\])*"/g)) known.add(label);
    series.set(name, known);
  }
  return series;
}
