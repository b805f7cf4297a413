import { join } from 'node:path';
import { expect, it } from 'vitest';
import { promtool } from '../promtool.ts';
import { renderedSeries } from './metrics-known.ts';
import {
  groupingsOf,
  prometheusDirectory,
  readDocumentedQueries,
  readMetricsPage,
  readRules,
  readRuleTests,
  selectorsOf,
} from './queries.ts';

const rendered = renderedSeries();
/** What Prometheus adds. */
const scraped = ['job', 'instance'];

it.each([
  ['check', 'rules', 'shimdex.rules.yml'],
  ['check', 'config', 'prometheus.yml'],
  ['test', 'rules', 'shimdex.test.yml'],
])('promtool %s %s %s', (verb, what, file) => {
  const { status, output } = promtool([verb, what, join(prometheusDirectory, file)]);

  expect(output).toContain('SUCCESS');
  expect(status).toBe(0);
});

it('every alert fires and clears in the tests of the rules, and is documented', () => {
  const alerts = readRules().flatMap(({ alert }) => alert ?? []);

  expect(alerts.length).toBeGreaterThan(4);
  for (const alert of alerts) {
    const steps = readRuleTests().filter(({ alertname }) => alertname === alert);
    expect(steps.map(({ exp_alerts }) => exp_alerts.length > 0)).toEqual([false, true, false]);
  }
  expect([...readMetricsPage().matchAll(/^\| `(Shimdex\w+)`/gm)].map(([, name]) => name)).toEqual(alerts);
});

it('every rule and every documented query asks for metrics and labels that exist', () => {
  const recorded = new Set(readRules().flatMap(({ record }) => record ?? []));
  const queries = [...readRules().map(({ expr }) => expr), ...readDocumentedQueries()];
  const labels = new Set([...scraped, ...[...rendered.values()].flatMap((each) => [...each])]);

  expect(recorded.size).toBeGreaterThan(0);
  expect(queries.length).toBeGreaterThan(20);
  for (const query of queries) {
    for (const { metric, labels: asked } of selectorsOf(query)) {
      const known = metric === 'up' ? new Set<string>() : rendered.get(metric);
      expect(known, `${metric} in ${query}`).toBeDefined();
      for (const label of asked) {
        expect([...scraped, ...(known ?? [])], `${metric}{${label}}`).toContain(label);
      }
    }
    for (const label of groupingsOf(query)) expect([...labels], query).toContain(label);
  }
});

it('docs/metrics.md lists every metric with its labels, and no other', () => {
  const rows = [...readMetricsPage().matchAll(/^\| (`(?:shimdex|process)_[^|]+) \| ([^|]*?) ?\|/gm)];
  const words = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, word = '']) => word);
  const documented = rows.flatMap(([, names, labels]) => words(names).map((name) => [name, words(labels).sort()]));
  const actual = new Map<string, string[]>();
  for (const [name, labels] of rendered) {
    const family = name.replace(/_(bucket|sum|count)$/, '');
    actual.set(family, [...new Set([...(actual.get(family) ?? []), ...labels])].sort());
  }

  expect(new Map(documented as [string, string[]][])).toEqual(actual);
});
