import { bytesOf, numberOf, type ProtobufField, readFields, textOf } from '../../core/protobuf/reader.ts';
import { defined } from '../../model/defined.ts';
import type { Deprecation, HandlerFeature, RunningCri, RunningPlugin } from '../../model/host/running-containerd.ts';

/** More than any host has of anything. */
const maxItems = 1024;
/** Longest text that is kept, in UTF-16 code units; the rest is cut off. */
const maxText = 2048;
/** Longest configuration that is parsed, in bytes; real ones have some ten kilobytes. */
const maxConfig = 256 * 1024;

/** `VersionResponse`; undefined when it is not one. Source: containerd `api/services/version/v1/version.proto`. */
export function readVersion(message: Uint8Array): string | undefined {
  return nonEmpty(text(readFields(message), 1));
}

/** `ServerResponse`. Source: containerd `api/services/introspection/v1/introspection.proto`. */
export function readDeprecations(message: Uint8Array): readonly Deprecation[] | undefined {
  return each(readFields(message), 4, (warning) => {
    const id = nonEmpty(text(warning, 1));
    const words = text(warning, 2);
    return id === undefined || words === undefined ? undefined : { id, message: words };
  });
}

/** Longest path, in UTF-16 code units; Linux takes no longer one. */
const maxPath = 4096;

/** `PluginsResponse` of the same file. */
export function readPlugins(message: Uint8Array): readonly RunningPlugin[] | undefined {
  return each(readFields(message), 1, (plugin) => {
    const [type, id] = [text(plugin, 1), text(plugin, 2)];
    const fault = bytesOf(plugin, 7).at(-1);
    if (type === undefined || id === undefined) return undefined;
    const named = defined({ plugin: `${type}.${id}`, path: exportedPath(plugin) });
    return fault === undefined ? { ...named, state: 'ok' } : withFault(named, readFields(fault));
  });
}

/** `exports` of a plugin are pairs of texts. */
function exportedPath(plugin: readonly ProtobufField[]): string | undefined {
  const exported = bytesOf(plugin, 5).map(readFields);
  const entry = exported.find((pair) => pair !== undefined && textOf(pair, 1) === 'path');
  const path = entry && textOf(entry, 2);
  return path === undefined || path.length > maxPath ? undefined : path;
}

/**
 * `google.rpc.Status`. Its code is always "unknown"; a plugin that this host cannot use has the text of `ErrSkipPlugin`.
 * Source: containerd `cmd/ctr/commands/plugins/plugins.go`.
 */
function withFault(
  named: Pick<RunningPlugin, 'plugin' | 'path'>,
  status: readonly ProtobufField[] | undefined,
): RunningPlugin | undefined {
  const error = text(status, 2);
  if (error === undefined) return undefined;
  return { ...named, state: error.includes('skip plugin') ? 'skip' : 'error', error };
}

/**
 * `StatusResponse`, whose `config` in `info` has the handlers of every release, and whose `runtime_handlers` have their
 * features since 2.0. Nothing else of the configuration is kept: it may contain passwords of registries.
 *
 * Source: `cri-api/pkg/apis/runtime/v1/api.proto`.
 */
export function readCri(message: Uint8Array): RunningCri | undefined {
  const fields = readFields(message);
  const listed = each(fields, 3, readHandler);
  const configured = fields && readConfigured(fields);
  if (listed === undefined || configured === undefined || configured.length + listed.length > maxItems)
    return undefined;
  // The default handler is listed a second time, without a name.
  const features = new Map(listed.filter(([name]) => name !== ''));
  const names = new Set([...configured, ...features.keys()]);
  return { served: true, handlers: new Map([...names].map((name) => [name, features.get(name) ?? []])) };
}

function readHandler(handler: readonly ProtobufField[]): readonly [string, readonly HandlerFeature[]] | undefined {
  const name = text(handler, 1);
  const features = readFields(bytesOf(handler, 2).at(-1) ?? new Uint8Array());
  if (name === undefined || features === undefined) return undefined;
  return [name, featureFields.flatMap(([field, feature]) => (numberOf(features, field) === 0 ? [] : [feature]))];
}

const featureFields: readonly (readonly [number, HandlerFeature])[] = [
  [1, 'recursive-read-only-mounts'],
  [2, 'user-namespaces'],
];

/** The names of the handlers in the JSON of the configuration; none where it is absent. */
function readConfigured(fields: readonly ProtobufField[]): readonly string[] | undefined {
  const info = bytesOf(fields, 2).flatMap((entry) => {
    const pair = readFields(entry);
    return pair !== undefined && textOf(pair, 1) === 'config' ? bytesOf(pair, 2) : [];
  });
  const config = info.at(-1);
  if (config === undefined) return [];
  if (config.length > maxConfig) return undefined;
  const runtimes = member(member(parsed(config), 'containerd'), 'runtimes');
  const names = typeof runtimes === 'object' && runtimes !== null ? Object.keys(runtimes) : undefined;
  return names?.every((name) => name.length <= maxText) === true ? names : undefined;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** What `read` makes of each message in a field; undefined when one of them is malformed, or there are too many. */
function each<T>(
  fields: readonly ProtobufField[] | undefined,
  field: number,
  read: (fields: readonly ProtobufField[]) => T | undefined,
): readonly T[] | undefined {
  const messages = fields && bytesOf(fields, field);
  if (messages === undefined || messages.length > maxItems) return undefined;
  const found: T[] = [];
  for (const message of messages) {
    const inner = readFields(message);
    const item = inner && read(inner);
    if (item === undefined) return undefined;
    found.push(item);
  }
  return found;
}

function text(fields: readonly ProtobufField[] | undefined, field: number): string | undefined {
  return fields && textOf(fields, field)?.slice(0, maxText);
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
