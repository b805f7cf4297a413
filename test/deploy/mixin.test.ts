import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryDirectory } from '../http/serving.ts';
import { promtool } from '../promtool.ts';
import { dashboards, prometheusDirectory, readDashboard } from './queries.ts';

const deploy = join(import.meta.dirname, '..', '..', 'deploy');
const mixin = `(import ${JSON.stringify(join(deploy, 'mixin', 'mixin.libsonnet'))})`;

/** What jsonnet makes of an expression. */
function evaluate<T>(expression: string): T {
  return JSON.parse(execFileSync('jsonnet', ['-e', expression], { encoding: 'utf8', stdio: 'pipe' })) as T;
}

/** A long line of YAML has line breaks in some libraries and spaces in others; PromQL reads both alike. */
function unfolded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replace(/\\n| +/g, ' ')
      .replace(/ +/g, ' '),
  );
}

it('the mixin renders the files that are shipped, byte for byte', () => {
  const directory = temporaryDirectory();

  execFileSync('jsonnet', ['-S', '-m', directory, join(deploy, 'mixin', 'files.jsonnet')]);

  expect(readdirSync(directory).sort()).toEqual([...dashboards, 'shimdex.rules.yml'].sort());
  for (const name of dashboards) {
    expect(readFileSync(join(directory, name)).equals(readFileSync(join(deploy, 'grafana', name))), name).toBe(true);
  }
  const rules = readFileSync(join(prometheusDirectory, 'shimdex.rules.yml'));
  expect(readFileSync(join(directory, 'shimdex.rules.yml')).equals(rules)).toBe(true);
});

interface Groups {
  readonly groups: readonly { readonly name: string }[];
}

it('the mixin has the fields of a mixin, with the rules and dashboards that are shipped', () => {
  const { alerts, rules, grafana } = evaluate<{ alerts: Groups; rules: Groups; grafana: object }>(
    `local m = ${mixin}; { alerts: m.prometheusAlerts, rules: m.prometheusRules, grafana: m.grafanaDashboards }`,
  );

  expect(alerts.groups.map(({ name }) => name)).toEqual(['shimdex-alerts']);
  expect(unfolded({ groups: [...rules.groups, ...alerts.groups] })).toEqual(
    unfolded(parse(readFileSync(join(prometheusDirectory, 'shimdex.rules.yml'), 'utf8'))),
  );
  expect(grafana).toEqual(Object.fromEntries(dashboards.map((name) => [name, readDashboard(name)])));
});

it('what is configured changes the rules and dashboards, and nothing else does', () => {
  const config = {
    shimdexSelector: 'job=~"shim.*", cluster="eu"',
    alertSeverities: { critical: 'warning', warning: 'critical', info: 'no: "page"' },
    dashboardTags: ['runtimes', 'fleet'],
    dashboardRefresh: '5m',
    dashboardTimeFrom: 'now-2d',
    dashboardTimezone: 'utc',
  };
  const files = evaluate<Record<string, string>>(`(${mixin} + { _config+:: ${JSON.stringify(config)} }).files`);
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);

  const changed = (before: string, after = '') => {
    const lines = after.split('\n');
    return before.split('\n').flatMap((line, index) => (line === lines[index] ? [] : [lines[index]?.trim()]));
  };
  const shipped = readFileSync(join(prometheusDirectory, 'shimdex.rules.yml'), 'utf8');
  expect(changed(shipped, files['shimdex.rules.yml'])).toEqual([
    'severity: "warning"',
    ...Array.from({ length: 4 }, () => 'severity: "critical"'),
    'up{job=~"shim.*", cluster="eu"} == 0',
    'severity: "critical"',
    'severity: "no: \\"page\\""',
  ]);
  for (const name of dashboards) {
    expect(changed(readFileSync(join(deploy, 'grafana', name), 'utf8'), files[name])).toEqual([
      '"tags": ["runtimes", "fleet"],',
      '"refresh": "5m",',
      '"tags": ["runtimes", "fleet"],',
      '"from": "now-2d",',
      '"timezone": "utc",',
    ]);
  }
  expect(promtool(['check', 'rules', join(directory, 'shimdex.rules.yml')])).toMatchObject({ status: 0 });
});

it('the mixin refuses a value that its file has no place for', () => {
  const broken = `(${mixin} + { _config+:: { alertSeverities+: { page: 'x' } } }).prometheusAlerts`;

  const { status, stderr } = spawnSync('jsonnet', ['-e', broken], { encoding: 'utf8' });

  expect(status).toBe(1);
  expect(stderr).toContain('the mixin does not find severity: page');
});

it('jsonnetfmt has nothing to change in the mixin', () => {
  const files = readdirSync(join(deploy, 'mixin')).map((name) => join(deploy, 'mixin', name));

  execFileSync('jsonnetfmt', ['--test', ...files], { stdio: 'pipe' });
});
