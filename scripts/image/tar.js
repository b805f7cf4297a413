/** A path of the USTAR format has at most 100 bytes after its prefix. */
const longestName = 100;
const block = 512;

/**
 * A tar archive of entries, as the OCI image specification wants a layer: with the folders above each entry, in a fixed
 * order, of root, and with one time in seconds, so that equal entries make equal bytes.
 */
export function tarOf(entries, time) {
  const all = new Map(entries.flatMap(({ path }) => foldersAbove(path)).map((path) => [path, { path, mode: 0o755 }]));
  for (const entry of entries) all.set(entry.path, entry);
  const sorted = [...all.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  return Buffer.concat([...sorted.flatMap((entry) => partsOf(entry, time)), Buffer.alloc(2 * block)]);
}

function foldersAbove(path) {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
}

function partsOf(entry, time) {
  const { content = Buffer.alloc(0) } = entry;
  const padding = Buffer.alloc((block - (content.length % block)) % block);
  return [header(entry, content.length, time), content, padding];
}

function header({ path, mode = 0o777, link }, size, time) {
  const bytes = Buffer.alloc(block);
  const [name, prefix] = nameAndPrefix(path);
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  bytes.write(name, 0);
  bytes.write(octal(mode, 8), 100);
  bytes.write(octal(0, 8) + octal(0, 8), 108);
  bytes.write(octal(size, 12) + octal(time, 12), 124);
  bytes.write(' '.repeat(8), 148);
  bytes.write(typeOf(path, link), 156);
  bytes.write(link ?? '', 157, longestName);
  bytes.write('ustar\x0000', 257);
  bytes.write(octal(0, 8) + octal(0, 8), 329);
  bytes.write(prefix, 345);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

function typeOf(path, link) {
  if (link !== undefined) return '2';
  return path.endsWith('/') ? '5' : '0';
}

function nameAndPrefix(path) {
  if (Buffer.byteLength(path) <= longestName) return [path, ''];
  const cut = path.indexOf('/', path.length - longestName - 1);
  if (cut === -1 || cut > 155) throw new Error(`Cannot put "${path}" into an archive: its name is too long`);
  return [path.slice(cut + 1), path.slice(0, cut)];
}
