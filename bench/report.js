import { spread } from './statistics.js';

/** Rounds of which the slowest took this many times the fastest say that the machine was busy with something else. */
const noisySpread = 1.5;

/**
 * Prints one line per row and returns whether every goal was met.
 *
 * A row is `{what, unit, floor?, ours, goal?, met?, rounds?}`: `floor` and `ours` are figures in `unit`, `goal` is
 * the sentence that `met` answers, where there is one, `rounds` are those of both, `{floor, ours}`: their spread shows how calm the machine was.
 */
export function report(rows) {
  for (const row of rows) console.log(`  ${describeRow(row)}`);
  return rows.every(({ goal, met }) => goal === undefined || met);
}

function describeRow({ what, unit, floor, ours, goal, met, rounds }) {
  return [
    what.padEnd(34),
    ...(floor === undefined ? [] : [`floor ${figure(floor, unit)}`]),
    `ours ${figure(ours, unit)}`,
    ...(floor === undefined ? [] : [`ratio ${(ours / floor).toFixed(2)}`]),
    ...(goal === undefined ? [] : [`goal ${goal}`, met ? 'pass' : 'FAIL']),
    ...(rounds === undefined ? [] : [describeSpread(spread(rounds.floor), spread(rounds.ours))]),
  ].join('  ');
}

function figure(value, unit) {
  return unit === '' ? String(value) : `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
}

function describeSpread(floor, ours) {
  const isNoisy = Math.max(floor, ours) > noisySpread;
  return `max/min ${floor.toFixed(2)} and ${ours.toFixed(2)}${isNoisy ? ' noisy' : ''}`;
}
