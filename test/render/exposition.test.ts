import { expect, it } from 'vitest';
import { type Family, renderFamilies } from '../../src/render/exposition.ts';

function gauge(label: string): Family {
  return { name: 'a', type: 'gauge', help: 'Help.', samples: [{ labels: { label }, value: 1 }] };
}

/** What a reader of either format makes of the value of the only label. */
function readBack(text: string): string {
  const [, escaped = ''] = /^a\{label="((?:\\.|[^"\\\n])*)"\} 1$/m.exec(text) ?? [];
  return escaped.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
}

it.each([
  'plain',
  '',
  'a"b',
  'a\nb',
  '\\',
  '\\n',
  'a\\"\n',
  '"} 1\nfake_metric 1\n#',
  'x\u202ey',
  'a\rb\tc',
  '🦫'.repeat(100),
  'é'.repeat(2048),
  'a'.repeat(4096),
])('renderFamilies() writes the value %j so that it is read back', (value) => {
  for (const format of ['text', 'openmetrics'] as const) {
    const text = renderFamilies([gauge(value)], format);

    expect(readBack(text)).toBe(value);
    expect(text.split('\n')).toHaveLength(4);
  }
});

it('renderFamilies() escapes a zero byte', () => {
  expect(renderFamilies([gauge('a\0b')], 'text')).toContain('label="a\\\\x00b"');
});

it.each(['a', 'é', '…', '🦫'])(
  'renderFamilies() cuts a value of 5,000 %s at 4,096 bytes, between characters',
  (character) => {
    const value = readBack(renderFamilies([gauge(character.repeat(5000))], 'text'));

    expect(Buffer.byteLength(value)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(value)).toBeGreaterThan(4096 - Buffer.byteLength(character));
    expect(value).toMatch(new RegExp(`^(${character})+…$`, 'u'));
  },
);

it('renderFamilies() writes equal labels once, also after shortening', () => {
  const samples = ['1', '2'].map((end, value) => ({ labels: { label: 'a'.repeat(5000) + end }, value }));

  const text = renderFamilies([{ ...gauge(''), samples }], 'text');

  expect(text.match(/^a\{/gm)).toHaveLength(1);
});

it('renderFamilies() names counters as each format requires', () => {
  const counter: Family = { name: 'a_total', type: 'counter', help: 'A "b".', samples: [{ value: 2 }] };

  expect(renderFamilies([counter], 'text')).toBe('# HELP a_total A "b".\n# TYPE a_total counter\na_total 2\n');
  expect(renderFamilies([counter], 'openmetrics')).toBe('# HELP a A \\"b\\".\n# TYPE a counter\na_total 2\n');
});

it('renderFamilies() omits families without samples', () => {
  expect(renderFamilies([{ ...gauge(''), samples: [] }], 'text')).toBe('');
});

it('renderFamilies() writes NaN and infinity', () => {
  const samples = [Number.NaN, Infinity, -Infinity].map((value, index) => ({ labels: { i: `${index}` }, value }));

  expect(renderFamilies([{ ...gauge(''), samples }], 'text')).toContain('a{i="0"} NaN\na{i="1"} +Inf\na{i="2"} -Inf\n');
});
