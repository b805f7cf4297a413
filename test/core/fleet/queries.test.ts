import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rules } from '../../../src/core/findings/findings.ts';
import { fleetQueries, type LabelMatcher, parseLabels, quoted } from '../../../src/core/fleet/queries.ts';
import { anyText } from '../../any-text.ts';
import { promtool } from '../../promtool.ts';

/** Every question, one after the other. */
function allQueries(labels: readonly LabelMatcher[], runtime: string): readonly string[] {
  const { ofRuntime, shims, ...rest } = fleetQueries(labels);
  return [...Object.values(rest), ...Object.values(ofRuntime(runtime)), shims(runtime, ['a.b', runtime])];
}

/** What promtool says of queries, as the expressions of rules. */
function check(queries: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-queries-'));
  const rules = queries.map((expr, index) => ({ record: `query_${index}`, expr }));
  const file = join(directory, 'rules.yml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'fleet', rules }] }));
  const verdict = promtool(['check', 'rules', file]);
  rmSync(directory, { recursive: true });
  return verdict;
}

const hostile = '"} or vector(1) #\\\n\r\t\0\u007f\u0085\u2028`\'{}é🦫';

it('fleetQueries() asks what Prometheus understands, whatever the labels and the runtime are', () => {
  const labels = [
    { name: 'cluster', value: hostile },
    { name: 'zone', value: '\\' },
  ];

  const verdicts = [check(allQueries([], 'runc')), check(allQueries(labels, hostile))];

  expect(verdicts).toMatchObject([{ status: 0 }, { status: 0 }]);
});

it('fleetQueries() asks for the findings whose rules may explain a runtime', () => {
  const codes = Object.keys(rules).filter((code) => rules[code]?.explainsRuntime);

  expect(codes).toContain('shim-unusable');
  expect(codes).not.toContain('shim-shadowed');
  expect(fleetQueries([]).causes).toBe(
    `shimdex_findings{code=~"${codes.join('|')}"} unless on (instance) shimdex_host_info{nodename!=""}`,
  );
});

it('check() notices a value that is not quoted', () => {
  expect(check([`up{cluster="${hostile}"}`]).status).not.toBe(0);
});

it('fleetQueries() narrows every metric of a question to the labels', () => {
  const queries = allQueries([{ name: 'cluster', value: 'eu-1' }], 'runc').join('\n');

  const metrics = [...queries.matchAll(/\b(?:shimdex_\w+|up)\b(\{[^}]*\})?/g)];

  expect(metrics.length).toBe(23);
  for (const [metric, matchers] of metrics) expect(matchers, metric).toContain('cluster="eu-1"');
});

it('fleetQueries() asks for shims by their literal names', () => {
  const query = fleetQueries([]).shims('runc', ['a.b|c', 'd']);

  expect(query).toContain(String.raw`shimdex_shim_info{binary=~"a\\.b\\|c|d"}`);
});

it('quoted() keeps every text inside its quotes', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const inner = quoted(text).slice(1, -1);
      expect(inner.replace(/\\(?:u[0-9a-f]{4}|["\\])/g, '')).not.toMatch(/["\\\p{Cc}]/u);
    }),
  );
});

it.each([
  ['cluster=eu-1', [{ name: 'cluster', value: 'eu-1' }]],
  [
    'a=b,c_2=d=e',
    [
      { name: 'a', value: 'b' },
      { name: 'c_2', value: 'd=e' },
    ],
  ],
  ['a=b,c,d', [{ name: 'a', value: 'b,c,d' }]],
  ['a="}', [{ name: 'a', value: '"}' }]],
  ['a=b\nc', [{ name: 'a', value: 'b\nc' }]],
])('parseLabels() reads %j', (text, labels) => {
  expect(parseLabels(text)).toEqual(labels);
});

it.each(['', 'a', '=b', 'a=', '1a=b', 'a-b=c', 'a=b,c=', '__name__=up', ' a=b', 'a{}=b', 'é=b'])(
  'parseLabels() refuses %j',
  (text) => {
    expect(parseLabels(text)).toBeUndefined();
  },
);
