import { expect, it } from 'vitest';
import { readEventQuery } from '../../../src/http/docker-api/event-query.ts';

const second = 1_000_000_000n;

it.each([
  ['/events', {}],
  ['/events?since=&until=', {}],
  ['/events?since=1700000000', { since: 1_700_000_000n * second }],
  ['/events?since=1700000000.5', { since: 1_700_000_000n * second + 500_000_000n }],
  [
    '/events?since=1700000000.000000001&until=1700000001.',
    {
      since: 1_700_000_000n * second + 1n,
      until: 1_700_000_001n * second,
    },
  ],
  ['/events?until=-1.5', { until: -1_500_000_000n }],
  ['/events?since=2023-11-14T22:13:20Z', { since: 1_700_000_000n * second }],
  ['/events?since=2023-11-14T23:13:20.5%2B01:00', { since: 1_700_000_000n * second + 500_000_000n }],
  ['/events?since=1&since=2&other=3', { since: second }],
  ['/events?since=5&until=5', { since: 5n * second, until: 5n * second }],
])('readEventQuery() reads the times of %s', (url, expected) => {
  const { filter, ...times } = readEventQuery(url);

  expect([times, filter.size]).toEqual([expected, 0]);
});

it.each(['x', '10m', '1e3', '2023-11-14', '2023-13-14T22:13:20Z', '9999999999999'])(
  'readEventQuery() refuses since=%s, and says what to write',
  (text) => {
    expect(() => readEventQuery(`/events?since=${text}`)).toThrow(
      'invalid value for "since": write seconds since 1970, such as 1700000000.5',
    );
  },
);

it('readEventQuery() refuses an end before the beginning, in the words of the Engine', () => {
  expect(() => readEventQuery('/events?since=2&until=1.5')).toThrow(
    '`since` time (2) cannot be after `until` time (1.5)',
  );
});

it('readEventQuery() reads the filters of the CLI', () => {
  const { filter } = readEventQuery('/events?filters=%7B%22type%22%3A%7B%22daemon%22%3Atrue%7D%7D');

  expect(filter).toEqual(new Map([['type', new Set(['daemon'])]]));
});
