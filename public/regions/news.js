/**
 * Highlights for a moment the rows whose item changed on the host, not the rows that the reader opened or filtered.
 * @template T
 * @param {readonly Element[]} fresh the new rows
 * @param {readonly T[] | undefined} before
 * @param {readonly T[]} now
 * @param {(item: T) => string} nameOf the key of the row
 */
export const markNews = (fresh, before, now, nameOf) => {
  if (!before || before === now || fresh.length === 0) return;
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const current = new Map(now.map((item) => [nameOf(item), item]));
  for (const row of fresh) {
    const key = row.getAttribute('data-key') ?? '';
    const isNews = JSON.stringify(old.get(key)) !== JSON.stringify(current.get(key));
    row.classList.toggle('news', current.has(key) && isNews);
  }
};
