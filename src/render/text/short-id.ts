/** As the clients of containers show an id: 12 digits of a digest, and any other name whole. */
export function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}
