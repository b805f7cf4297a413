/**
 * Highlights for a moment the rows whose item changed on the host, not the rows that the reader opened or filtered.
 * @template T
 * @param {readonly Element[]} fresh the new rows
 * @param {readonly T[] | undefined} before
 * @param {readonly T[]} now
 * @param {(item: T) => string} nameOf the key of the row
 */
export const markNews = (fresh, before, now, nameOf) => {
  if (!before || before === now) return;
  const old = new Set(before.map((item) => JSON.stringify(item)));
  const names = new Set(now.filter((item) => !old.has(JSON.stringify(item))).map(nameOf));
  for (const row of fresh) row.classList.toggle('news', names.has(row.getAttribute('data-key') ?? ''));
};
