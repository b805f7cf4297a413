import { describe, expect, it } from 'vitest';
import { passes, readEventFilter } from '../../../src/http/docker-api/event-filter.ts';

const event = {
  type: 'runtime',
  action: 'create',
  id: 'io.containerd.kata.v2',
  attributes: { available: 'true', path: '/a=b' },
};

function lets(filters: unknown): boolean {
  return passes(readEventFilter(JSON.stringify(filters)), event);
}

describe('passes()', () => {
  it.each<unknown>([
    {},
    null,
    { type: {} },
    { type: null },
    { type: { runtime: true } },
    { type: { daemon: true, runtime: true } },
    { type: { runtime: false } },
    { type: ['container', 'runtime'] },
    { event: ['create'], type: ['runtime'] },
    { runtime: { 'io.containerd.kata.v2': true } },
    { runtime: { 'io.containerd.': true } },
    { scope: { local: true } },
    { label: { available: true } },
    { label: { 'available=true': true, 'path=/a=b': true } },
    { unheard: { of: true } },
  ])('passes() accepts the event with %j', (filters) => {
    expect(lets(filters)).toBe(true);
  });

  it.each<unknown>([
    { type: { daemon: true } },
    { event: { destroy: true } },
    { event: { creat: true } },
    { type: ['runtime'], event: ['update'] },
    { runtime: { kata: true } },
    { container: { x: true } },
    { scope: { swarm: true } },
    { label: { 'available=true': true, missing: true } },
    { label: { 'available=': true } },
    { label: { toString: true } },
  ])('passes() rejects the event with %j', (filters) => {
    expect(lets(filters)).toBe(false);
  });
});

describe('readEventFilter()', () => {
  it('readEventFilter() takes the absence of filters for none', () => {
    expect(readEventFilter('').size).toBe(0);
  });

  it.each([
    'x',
    '[]',
    '1',
    '"a"',
    '{"type":"runtime"}',
    '{"type":{"a":1}}',
    '{"type":[1]}',
    '{"a":{"b":true},"c":["d"]}',
  ])('readEventFilter() refuses %s in the words of the Engine', (text) => {
    expect(() => readEventFilter(text)).toThrow('invalid filter');
  });
});
