import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { entryAt, entryOf, tomlTable, withEntry } from '../toml/value.ts';

/** Top-level tables and keys that became the sections of server plugins in version 4. */
interface Server {
  readonly uri: string;
  readonly table: 'grpc' | 'ttrpc' | 'debug' | 'metrics';
  readonly keys: readonly string[];
}

const servers: readonly Server[] = [
  { uri: 'io.containerd.server.v1.debug', table: 'debug', keys: ['address', 'uid', 'gid'] },
  {
    uri: 'io.containerd.server.v1.grpc',
    table: 'grpc',
    keys: ['address', 'uid', 'gid', 'max_recv_message_size', 'max_send_message_size'],
  },
  { uri: 'io.containerd.server.v1.metrics', table: 'metrics', keys: ['address'] },
];
const ttrpc = 'io.containerd.server.v1.ttrpc';

/** The addresses at the top level that are still there: no plugin reads them, and a section of a plugin counts instead. */
export function unreadAddresses(file: TomlTable): UnreadAddress[] {
  const all = [...servers, { uri: ttrpc, table: 'ttrpc' as const }];
  return all.flatMap(({ uri, table }) => {
    const address = entryAt(file, table, 'address');
    return address !== undefined && hasText(address) ? [{ uri, table, address }] : [];
  });
}

/** An address that is not read, and the plugin that would have it. */
interface UnreadAddress extends Pick<Server, 'uri' | 'table'> {
  readonly address: TomlValue;
}

/** Moves the sockets of a file below version 4 to the sections of their plugins; a section that exists wins. */
export function moveServers(file: TomlTable): TomlTable {
  const grpcAddress = entryAt(file, 'grpc', 'address');
  const moved = servers.reduce(moveServer, file);
  return moveTtrpc(moved, grpcAddress);
}

function moveServer(file: TomlTable, { uri, table, keys }: Server): TomlTable {
  const settings = entryOf(file, table);
  const address = entryOf(settings, 'address');
  if (settings?.kind !== 'table' || !hasText(address) || entryAt(file, 'plugins', uri) !== undefined) return file;
  const taken = [...settings.entries].filter(([key]) => keys.includes(key));
  const left = [...settings.entries].filter(([key]) => !keys.includes(key));
  const section = tomlTable(new Map(taken), settings.at);
  return withSection(withEntry(file, table, { ...settings, entries: new Map(left) }), uri, section);
}

/** Without an address of its own, the socket for shims is next to that for clients. */
function moveTtrpc(file: TomlTable, grpcAddress: TomlValue | undefined): TomlTable {
  if (entryAt(file, 'plugins', ttrpc) !== undefined) return file;
  const settings = entryOf(file, 'ttrpc');
  const entries = new Map(settings?.kind === 'table' ? settings.entries : []);
  if (!hasText(entries.get('address')) && grpcAddress?.kind === 'string' && grpcAddress.value !== '') {
    entries.set('address', { ...grpcAddress, value: `${grpcAddress.value}.ttrpc` });
  }
  const at = settings?.at ?? grpcAddress?.at;
  if (entries.size === 0 || at === undefined) return file;
  const without = settings === undefined ? file : withEntry(file, 'ttrpc', tomlTable(new Map(), at));
  return withSection(without, ttrpc, tomlTable(entries, at));
}

function hasText(value: TomlValue | undefined): boolean {
  return value?.kind === 'string' && value.value !== '';
}

function withSection(file: TomlTable, uri: string, section: TomlTable): TomlTable {
  const plugins = entryOf(file, 'plugins');
  const known = plugins?.kind === 'table' ? plugins : tomlTable(new Map(), section.at);
  return withEntry(file, 'plugins', withEntry(known, uri, section));
}
