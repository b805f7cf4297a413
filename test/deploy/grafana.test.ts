import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { promtool } from '../promtool.ts';
import { renderedSeries } from './metrics-known.ts';
import { dashboards, groupingsOf, readDashboard, selectorsOf } from './queries.ts';

const rendered = renderedSeries();
const scraped = ['job', 'instance'];
const columns = 24;
const datasource = '${'.concat('datasource}');
/** Panels that Grafana itself brings. */
const corePanels = ['stat', 'table', 'timeseries', 'bargauge', 'state-timeline'];

function queriesOf(name: string): readonly string[] {
  const { panels } = readDashboard(name);
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

it.each(dashboards)('%s asks for metrics and labels that exist', (name) => {
  const labels = new Set([...scraped, ...[...rendered.values()].flatMap((each) => [...each])]);
  const asked = queriesOf(name).flatMap(selectorsOf);

  expect(asked.length).toBeGreaterThan(10);
  for (const { metric, labels: names } of asked) {
    expect(metric === 'up' || rendered.has(metric), metric).toBe(true);
    for (const label of names) expect([...scraped, ...(rendered.get(metric) ?? [])], metric).toContain(label);
  }
  for (const label of queriesOf(name).flatMap(groupingsOf)) expect([...labels]).toContain(label);
});

it.each(dashboards)('%s has queries that Prometheus can read', (name) => {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-rules-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const rules = queriesOf(name).map((query, index) => ({
    record: `query_${index}`,
    expr: query.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, 'value'),
  }));
  const file = join(directory, 'rules.yml');
  writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules }] }));

  expect(promtool(['check', 'rules', file])).toMatchObject({ status: 0, output: expect.stringContaining('SUCCESS') });
});

it.each(dashboards)('%s has its data source from a variable, a unit on every panel, and core panels only', (name) => {
  const { panels, templating, title } = readDashboard(name);

  expect(title).toMatch(/^shimdex /);
  expect(templating.list).toContainEqual(expect.objectContaining({ name: 'datasource', type: 'datasource' }));
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const panel of panels) {
    expect(corePanels).toContain(panel.type);
    expect(panel.title).not.toBe('');
    expect(panel.fieldConfig.defaults.unit, panel.title).toBeTruthy();
    for (const each of [panel, ...panel.targets]) expect(each.datasource.uid).toBe(datasource);
  }
});

it.each(dashboards)('%s lays out its panels side by side, within the columns that Grafana has', (name) => {
  const { panels, schemaVersion } = readDashboard(name);

  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
  );

  expect(schemaVersion).toBeGreaterThan(30);
  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos, title } of panels) {
    expect(gridPos.x >= 0 && gridPos.w > 0 && gridPos.x + gridPos.w <= columns, title).toBe(true);
  }
});

it.each(dashboards)('%s uses the variables it has, and fills them from metrics that exist', (name) => {
  const { templating } = readDashboard(name);
  const names = templating.list.map((variable) => variable.name);
  const used = new Set(
    queriesOf(name).flatMap((query) => [...query.matchAll(/\$(?!__)(\w+)/g)].map(([, word]) => word)),
  );

  expect(names).toEqual(expect.arrayContaining([...used]));
  for (const { definition = '' } of templating.list.filter(({ type }) => type === 'query')) {
    expect(selectorsOf(definition).every(({ metric }) => rendered.has(metric))).toBe(true);
    expect(definition).toMatch(/^label_values\(shimdex_/);
  }
});
