/** dpkg's list of packages and versions; it changes with every package operation. */
export const dpkgStatusFile = '/var/lib/dpkg/status';

/** The stanzas of a package in dpkg's status file: one for each architecture. Only these are decoded. */
export function stanzasOf(status: Buffer, name: string): string[] {
  const head = Buffer.from(`Package: ${name}\n`);
  const stanzas: string[] = [];
  for (let at = status.indexOf(head); at >= 0; at = status.indexOf(head, at + 1)) {
    if (at > 0 && status[at - 1] !== 0x0a) continue;
    const end = status.indexOf('\n\n', at);
    stanzas.push(status.toString('utf8', at, end < 0 ? undefined : end));
  }
  return stanzas;
}

/** The first line of a field in a stanza. */
export function fieldOf(stanza: string, field: string): string | undefined {
  return new RegExp(`^${field}: (.+)$`, 'm').exec(stanza)?.[1];
}

/** Whether a text, such as the list of a package's files, has exactly this line. */
export function hasLine(text: Buffer, line: string): boolean {
  const bytes = Buffer.from(line);
  for (let at = text.indexOf(bytes); at >= 0; at = text.indexOf(bytes, at + 1)) {
    const end = at + bytes.length;
    if ((at === 0 || text[at - 1] === 0x0a) && (end === text.length || text[end] === 0x0a)) return true;
  }
  return false;
}
