/** The part of a row that says what `ours` should be: at most `goal` times `floor`, and better at most `dream` times. */
export function atMostTimes(ours, floor, goal, dream) {
  return verdicts(ours / floor, goal, dream, (factor) => `≤ ${factor} ×`);
}

/** The same for figures without a floor, in `unit`. */
export function atMost(ours, unit, goal, dream) {
  return verdicts(ours, goal, dream, (limit) => `≤ ${limit} ${unit}`.trimEnd());
}

function verdicts(value, goal, dream, describe) {
  const isMet = value <= goal;
  return {
    goal: describe(goal),
    met: isMet,
    ...(dream === undefined ? {} : { dream: describe(dream), verdict: value <= dream ? 'dream' : verdictOf(isMet) }),
  };
}

export function verdictOf(isMet) {
  return isMet ? 'pass' : 'short';
}
