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
