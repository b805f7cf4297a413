const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const fourBytes = new RegExp(`^${byte}(?:\\.${byte}){3}$`);

/** Whether Go's `net.ParseIP` reads a text: no zeros before a number, and no zone. */
export function parsesIp(text: string): boolean {
  return text.includes(':') ? isIpv6(text) : fourBytes.test(text);
}

/** Eight groups, of which `::` stands for one or more, and of which the last two may be an IPv4 address. */
function isIpv6(text: string): boolean {
  const tail = /:([\d.]+\.\d+)$/.exec(text)?.[1];
  if (tail !== undefined && !fourBytes.test(tail)) return false;
  const groups = tail === undefined ? text : `${text.slice(0, -tail.length)}0:0`;
  const [before = '', after, more] = groups.split('::');
  if (more !== undefined) return false;
  const parts = [before, after ?? ''].flatMap((part) => (part === '' ? [] : part.split(':')));
  if (!parts.every((part) => /^[\da-fA-F]{1,4}$/.test(part))) return false;
  return after === undefined ? parts.length === 8 : parts.length < 8;
}

/** The 128 bits of an address that `parsesIp()` reads and that has colons. */
export function ipv6Bits(text: string): bigint {
  const tail = /:([\d.]+\.\d+)$/.exec(text)?.[1] ?? '';
  const bytes = tail.split('.').map(Number);
  const pair = (at: number) => (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16);
  const groups = tail === '' ? text : `${text.slice(0, -tail.length)}${pair(0)}:${pair(2)}`;
  const [before = [], after] = groups.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = after === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return BigInt(`0x${[...before, ...zeros, ...(after ?? [])].map((group) => group.padStart(4, '0')).join('')}`);
}

/** An address that `parsesIp()` reads as Go's `net.IP` prints it; one of IPv4 in the form of IPv6 is one of IPv4. */
export function shownIp(text: string): string {
  if (!text.includes(':')) return text;
  const bits = ipv6Bits(text);
  return isMappedIpv4(bits) ? shownIpv4(bits) : shownIpv6(bits);
}

/** Whether an address of IPv6 stands for one of IPv4. */
export function isMappedIpv4(bits: bigint): boolean {
  return bits >> 32n === 0xffffn;
}

/** The last four bytes. */
export function shownIpv4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
}

/** An address as Go prints it: the longest run of zeros is left out. Source: RFC 5952. */
export function shownIpv6(bits: bigint): string {
  const digits = bits.toString(16).padStart(32, '0');
  const groups = Array.from({ length: 8 }, (_, at) =>
    Number.parseInt(digits.slice(4 * at, 4 * at + 4), 16).toString(16),
  );
  const text = groups.join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
  const longest = runs.reduce((one, other) => (zerosIn(other) > zerosIn(one) ? other : one), '');
  if (longest === '') return text;
  const at = text.indexOf(longest);
  return `${text.slice(0, at)}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

function zerosIn(run: string): number {
  return run.split('0').length;
}
