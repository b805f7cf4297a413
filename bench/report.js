import { verdictOf } from './goals.js';
import { spread } from './statistics.js';

/** Rounds of which the slowest took this many times the fastest say that the machine was busy with something else. */
const noisySpread = 1.5;

const heads = ['what', 'floor', 'ours', 'ratio', 'goal', 'dream', 'verdict', 'max/min'];

/**
 * Prints the rows of all benchmarks as one table, and returns whether every goal was met.
 *
 * A row is `{name, what, unit, floor?, ours, goal?, met?, dream?, verdict?, rounds?}`: `floor` and `ours` are figures in
 * `unit`, `met` says whether `goal` is, `rounds` are those of both, `{floor, ours}`: their spread shows how calm the machine
 * was.
 */
export function report(rows) {
  const table = [heads, ...rows.map(cells)];
  const widths = heads.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  return rows.every(({ goal, met }) => goal === undefined || met);
}

function cells({ name, what, unit, floor, ours, goal = '', met, dream = '', verdict, rounds }) {
  return [
    `${name}: ${what}`,
    floor === undefined ? '' : figure(floor, unit),
    figure(ours, unit),
    floor === undefined ? '' : (ours / floor).toFixed(2),
    goal,
    dream,
    goal === '' ? '' : (verdict ?? verdictOf(met)),
    rounds === undefined ? '' : describeSpread(spread(rounds.floor), spread(rounds.ours)),
  ];
}

function figure(value, unit) {
  return unit === '' ? String(value) : `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
}

function describeSpread(floor, ours) {
  const isNoisy = Math.max(floor, ours) > noisySpread;
  return `${floor.toFixed(2)} and ${ours.toFixed(2)}${isNoisy ? ', noisy' : ''}`;
}
