import { expect, it } from 'vitest';
import { type ConfigNow, keepLastGood } from '../../../src/core/docker/last-good.ts';
import type { DockerRuntimes } from '../../../src/model/host/docker-facts.ts';
import type { SourceState } from '../../../src/model/inventory/source.ts';

const stock: DockerRuntimes = { defaultRuntime: 'runc', runtimes: [] };
const kata: DockerRuntimes = { defaultRuntime: 'kata', runtimes: [] };
const refused: DockerRuntimes = { ...stock, error: { stage: 'load', message: 'unexpected end of JSON input' } };

const config = (state: SourceState['state'], message?: string): SourceState => ({
  source: 'docker-config',
  state,
  ...(message === undefined ? {} : { message }),
});

function now(runtimes: DockerRuntimes, state = config('read'), configFile = '/etc/docker/daemon.json'): ConfigNow {
  return { configFile, runtimes, states: [state] };
}

it('keepLastGood() keeps the last good runtimes while the configuration is refused, however long, and says so', () => {
  const good = keepLastGood(undefined, now(kata));
  const first = keepLastGood(good, now(refused));

  const kept = keepLastGood(first, now(refused));

  expect(kept).toMatchObject({ runtimes: kata, configError: refused.error });
  expect(kept.states).toEqual([config('stale', 'unexpected end of JSON input')]);
});

it('keepLastGood() takes a good configuration as soon as there is one', () => {
  const good = keepLastGood(undefined, now(kata));
  const refusedOnce = keepLastGood(good, now(refused));

  const kept = keepLastGood(refusedOnce, now(stock, config('absent')));

  expect(kept.runtimes).toEqual(stock);
  expect(kept).not.toHaveProperty('configError');
  expect(kept.states).toEqual([config('absent')]);
});

it('keepLastGood() keeps the last good runtimes while the file cannot be read', () => {
  const good = keepLastGood(undefined, now(kata));

  const kept = keepLastGood(good, now(stock, config('unreadable', 'EACCES')));

  expect(kept.runtimes).toEqual(kata);
  expect(kept).not.toHaveProperty('configError');
  expect(kept.states).toEqual([config('stale', 'EACCES')]);
});

it('keepLastGood() shows the error alone when the last good configuration is of another file', () => {
  const good = keepLastGood(undefined, now(kata, config('read'), '/etc/other.json'));

  const kept = keepLastGood(good, now(refused));

  expect(kept.runtimes).toEqual(refused);
  expect(kept).not.toHaveProperty('configError');
  expect(kept.states).toEqual([config('unreadable', 'unexpected end of JSON input')]);
});

it('keepLastGood() falls back to a file again that was good before another one was refused', () => {
  const good = keepLastGood(undefined, now(kata));
  const other = keepLastGood(good, now(refused, config('read'), '/etc/other.json'));

  expect(keepLastGood(other, now(refused)).runtimes).toEqual(kata);
});

it('keepLastGood() leaves the states of other sources alone', () => {
  const other: SourceState = { source: 'docker-engine', state: 'read' };

  const kept = keepLastGood(undefined, { ...now(refused), states: [other, config('read')] });

  expect(kept.states).toEqual([other, config('unreadable', 'unexpected end of JSON input')]);
});
