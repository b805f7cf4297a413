import type { HostFiles } from '../../host-files.ts';

const DIRECTORY = '/proc/sys/fs/binfmt_misc';
const MAX_ENTRIES = 128;
const MAX_ENTRY_BYTES = 4096;

/** Whether an interpreter is registered for files that begin like this: binfmt_misc, as qemu uses it. */
export function hasRegisteredInterpreter(files: HostFiles, head: Buffer): boolean {
  const listed = files.listNow(DIRECTORY);
  if (!listed.ok) return false;
  return listed.names
    .filter((name) => name !== 'register' && name !== 'status')
    .slice(0, MAX_ENTRIES)
    .some((name) => {
      const read = files.readFile(`${DIRECTORY}/${name}`, MAX_ENTRY_BYTES);
      return read.ok && matches(read.bytes.toString('latin1'), head);
    });
}

/** An entry as the kernel prints it: `enabled`, then `offset`, `magic` and `mask` in hexadecimal. */
function matches(entry: string, head: Buffer): boolean {
  const magic = Buffer.from(/^magic ([0-9a-f]+)$/m.exec(entry)?.[1] ?? '', 'hex');
  if (!entry.startsWith('enabled\n') || magic.length === 0) return false;
  const mask = Buffer.from(/^mask ([0-9a-f]+)$/m.exec(entry)?.[1] ?? '', 'hex');
  const offset = Number(/^offset (\d+)$/m.exec(entry)?.[1] ?? 0);
  return magic.every((byte, index) => {
    const bits = mask[index] ?? 0xff;
    return ((head[offset + index] ?? 0) & bits) === (byte & bits) && offset + index < head.length;
  });
}
