import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const project = join(import.meta.dirname, '..', '..');

/** Where the rules, their tests and the scrape configuration are. */
export const prometheusDirectory = join(project, 'deploy', 'prometheus');

/** The dashboards that are shipped. */
export const dashboards: readonly string[] = ['shimdex-host.json', 'shimdex-fleet.json'];

/** A rule as its file has it. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
  readonly fieldConfig: { readonly defaults: { readonly unit?: string } };
}

/** A dashboard as Grafana reads it. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[];
  };
}

/** Every rule that is shipped. */
export function readRules(): readonly Rule[] {
  const file = parse(readFileSync(join(prometheusDirectory, 'shimdex.rules.yml'), 'utf8')) as {
    groups: readonly { rules: readonly Rule[] }[];
  };
  return file.groups.flatMap(({ rules }) => rules);
}

/** What the tests of the rules expect of alerts, in the order of time. */
export function readRuleTests(): readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[] {
  const file = parse(readFileSync(join(prometheusDirectory, 'shimdex.test.yml'), 'utf8')) as {
    tests: readonly { alert_rule_test?: ReturnType<typeof readRuleTests> }[];
  };
  return file.tests.flatMap(({ alert_rule_test }) => alert_rule_test ?? []);
}

/** A dashboard that is shipped. */
export function readDashboard(name: string): Dashboard {
  return JSON.parse(readFileSync(join(project, 'deploy', 'grafana', name), 'utf8'));
}

/** The page that explains the metrics. */
export function readMetricsPage(): string {
  return readFileSync(join(project, 'docs', 'metrics.md'), 'utf8');
}

/** The queries of that page. */
export function readDocumentedQueries(): readonly string[] {
  return [...readMetricsPage().matchAll(/^```promql\n([^`]+)\n```$/gm)].map(([, query = '']) => query);
}

/** Names of metrics in a query, with the labels its selectors ask for; quoted text is not part of it. */
export function selectorsOf(query: string): readonly { readonly metric: string; readonly labels: readonly string[] }[] {
  const bare = query.replace(/"(?:\\.|[^"\\])*"/g, '""');
  const selectors = bare.matchAll(/(?<![\w$:])((?:shimdex|process)_\w+|up)\b(?:\{([^}]*)\})?/g);
  return [...selectors].map(([, metric = '', matchers = '']) => ({
    metric,
    labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }));
}

/** The labels a query groups or joins by. */
export function groupingsOf(query: string): readonly string[] {
  const lists = query.matchAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g);
  return [...lists]
    .flatMap(([, list = '']) => list.split(',').map((label) => label.trim()))
    .filter((label) => label !== '');
}
