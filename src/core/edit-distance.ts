/**
 * Insertions, deletions, replacements and swaps of neighbours that turn one word into another; undefined when more than
 * `limit` are needed.
 */
export function editDistance(from: string, to: string, limit: number): number | undefined {
  if (Math.abs(from.length - to.length) > limit) return undefined;
  let beforePrevious: Row = [];
  let previous: Row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = nextRow(row, previous, beforePrevious, { from, to });
    // A swap leads from the row before the previous one, so that two rows have to be too far.
    if (Math.min(...current) > limit && Math.min(...previous) >= limit) return undefined;
    beforePrevious = previous;
    previous = current;
  }
  const distance = at(previous, to.length);
  return distance > limit ? undefined : distance;
}

/** Distances of the first letters of `from` to each beginning of `to`. */
type Row = readonly number[];

interface Words {
  readonly from: string;
  readonly to: string;
}

function nextRow(row: number, previous: Row, beforePrevious: Row, { from, to }: Words): Row {
  const current = [row];
  for (let column = 1; column <= to.length; column++) {
    const replaced = at(previous, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
    const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
    const swapped = isSwap ? at(beforePrevious, column - 2) + 1 : replaced;
    current.push(Math.min(replaced, swapped, at(previous, column) + 1, at(current, column - 1) + 1));
  }
  return current;
}

function at(row: Row, column: number): number {
  return row[column] ?? 0;
}
