/** The value below which the share `rank` (0 to 1) of `values` lies: nearest rank, no interpolation. */
export function percentile(values, rank) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(rank * sorted.length) - 1))];
}

/** The value in the middle. */
export function median(values) {
  return percentile(values, 0.5);
}

/** The largest value as a multiple of the smallest. */
export function spread(values) {
  return Math.max(...values) / Math.min(...values);
}
