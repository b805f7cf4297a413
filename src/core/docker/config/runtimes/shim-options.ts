import type { GoJson } from '../../../go/json.ts';
import { goFormat } from '../../../go/value.ts';
import type { ConfigRules } from '../release.ts';

/** `options` as the message that goes to the shim, by Go field name; or why they do not become one. */
type ShimOptions =
  | { readonly ok: true; readonly fields: ReadonlyMap<string, string | boolean> }
  | { readonly ok: false; readonly message: string };

/** Field name to Go type. Sources: containerd `api/types/runc/options`, `runtimeoptions/v1`; hcsshim `options`. */
interface Message {
  readonly name: string;
  readonly fields: readonly (readonly [name: string, goType: string])[];
}

const runc: Message = {
  name: 'options.Options',
  fields: [
    ['NoPivotRoot', 'bool'],
    ['NoNewKeyring', 'bool'],
    ['ShimCgroup', 'string'],
    ['IoUid', 'uint32'],
    ['IoGid', 'uint32'],
    ['BinaryName', 'string'],
    ['Root', 'string'],
    ['CriuPath', 'string'],
    ['SystemdCgroup', 'bool'],
    ['CriuImagePath', 'string'],
    ['CriuWorkPath', 'string'],
    ['TaskApiAddress', 'string'],
    ['TaskApiVersion', 'uint32'],
  ],
};
const runhcs: Message = {
  name: 'options.Options',
  fields: [
    ['Debug', 'bool'],
    ['DebugType', 'options.Options_DebugType'],
    ['RegistryRoot', 'string'],
    ['SandboxImage', 'string'],
    ['SandboxPlatform', 'string'],
    ['SandboxIsolation', 'options.Options_SandboxIsolation'],
    ['BootFilesRootPath', 'string'],
    ['VmProcessorCount', 'int32'],
    ['VmMemorySizeInMb', 'int32'],
    ['GPUVHDPath', 'string'],
    ['ScaleCpuLimitsToSandbox', 'bool'],
    ['DefaultContainerScratchSizeInGb', 'int32'],
    ['DefaultVmScratchSizeInGb', 'int32'],
    ['ShareScratch', 'bool'],
    ['NCProxyAddr', 'string'],
    ['LogLevel', 'string'],
    ['IoRetryTimeoutInSec', 'int32'],
    ['DefaultContainerAnnotations', 'map[string]string'],
    ['NoInheritHostTimezone', 'bool'],
    ['ScrubLogs', 'bool'],
  ],
};
const generic: Message = {
  name: 'runtimeoptions.Options',
  fields: [
    ['TypeUrl', 'string'],
    ['ConfigPath', 'string'],
    ['ConfigBody', '[]uint8'],
  ],
};

/**
 * Turns the `options` of a runtime into the message of its type, by way of TOML as dockerd does.
 *
 * A JSON number is a TOML float, which fits no field of these messages; unknown names are passed over.
 * Source: moby `libcontainerd/shimopts/convert.go`; go-toml `marshal.go` (v1), `unmarshaler.go` (2.1.0 and later, which
 * every release of moby with v2 has).
 */
export function decodeShimOptions(
  runtimeType: string,
  options: ReadonlyMap<string, GoJson>,
  rules: ConfigRules,
): ShimOptions {
  if (rules.goToml === 1 && holdsNull([...options.values()])) {
    return { ok: false, message: 'cannot convert type <nil> to Tree' };
  }
  const message = messageOf(runtimeType, rules);
  const fields = new Map<string, string | boolean>();
  for (const [field, goType, value] of assignments(message, options, rules)) {
    const fault = faultOf(message, field, goType, value, rules);
    if (fault !== undefined) return { ok: false, message: fault };
    if (value.kind === 'string' || value.kind === 'bool') fields.set(field, value.value);
  }
  return { ok: true, fields };
}

/**
 * The OCI runtime that good options make the runc shim execute, undefined when they do not set one. dockerd knows the shim
 * by two names only: to the same shim under another name it passes a message without such a field.
 */
export function ociRuntimeOf(
  runtimeType: string,
  options: Readonly<Record<string, unknown>>,
  rules: ConfigRules,
): string | undefined {
  if (messageOf(runtimeType, rules) !== runc) return undefined;
  const named = textsOf(runtimeType, options, rules).get('BinaryName');
  return typeof named === 'string' && named !== '' ? named : undefined;
}

/**
 * The fields of the message that a shim gets which dockerd does not know, without the empty ones, which are not sent;
 * undefined for a shim that it knows.
 */
export function genericOptions(
  runtimeType: string,
  options: Readonly<Record<string, unknown>>,
  rules: ConfigRules,
): ReadonlyMap<string, unknown> | undefined {
  if (messageOf(runtimeType, rules) !== generic) return undefined;
  return new Map([...textsOf(runtimeType, options, rules)].filter(([, value]) => value !== ''));
}

/** The fields that good options set to a text. */
function textsOf(
  runtimeType: string,
  options: Readonly<Record<string, unknown>>,
  rules: ConfigRules,
): ReadonlyMap<string, unknown> {
  const texts = Object.entries(options).flatMap(([name, value]): [string, GoJson][] =>
    typeof value === 'string' ? [[name, { kind: 'string', value, line: 0 }]] : [],
  );
  const decoded = decodeShimOptions(runtimeType, new Map(texts), rules);
  return decoded.ok ? decoded.fields : new Map();
}

function messageOf(runtimeType: string, rules: ConfigRules): Message {
  if (runtimeType === 'io.containerd.runhcs.v1') return runhcs;
  const isRunc =
    runtimeType === 'io.containerd.runc.v2' || (rules.runcV1Options && runtimeType === 'io.containerd.runc.v1');
  return isRunc ? runc : generic;
}

type Assignment = [field: string, goType: string, value: GoJson];

/** v1 goes through the fields and tries spellings; v2 goes through the sorted names and folds their case. */
function assignments(message: Message, options: ReadonlyMap<string, GoJson>, rules: ConfigRules): Assignment[] {
  if (rules.goToml === 1) {
    return message.fields.flatMap(([field, goType]): Assignment[] => {
      const value = spellingsOf(field)
        .map((name) => options.get(name))
        .find((found) => found !== undefined);
      return value === undefined ? [] : [[field, goType, value]];
    });
  }
  const byName = [...options].sort(([a], [b]) => (a < b ? -1 : 1));
  return byName.flatMap(([name, value]): Assignment[] => {
    const found = message.fields.find(([field]) => field.toLowerCase() === name.toLowerCase());
    return found === undefined || value.kind === 'null' ? [] : [[...found, value]];
  });
}

function spellingsOf(field: string): string[] {
  return [field, field.toLowerCase(), field.toUpperCase(), field.charAt(0).toLowerCase() + field.slice(1)];
}

function faultOf(
  message: Message,
  field: string,
  goType: string,
  value: GoJson,
  rules: ConfigRules,
): string | undefined {
  if ((value.kind === 'string' || value.kind === 'bool') && value.kind === goType) return undefined;
  if (value.kind === 'object' && goType.startsWith('map')) return undefined;
  if (rules.goToml === 1) {
    const fault = v1Fault(value, goType);
    return fault && `(0, 0): Can't convert ${fault}`;
  }
  if (value.kind === 'bool') return `toml: cannot assign boolean to a ${value.value}`;
  return `toml: cannot decode TOML ${tomlKinds[value.kind]} into struct field ${message.name}.${field} of type ${goType}`;
}

const goKinds = {
  null: '<nil>',
  bool: 'bool',
  number: 'float64',
  string: 'string',
  array: '[]interface {}',
  object: '*toml.Tree',
} as const;
const tomlKinds = { null: 'null', number: 'float', string: 'string', array: 'array', object: 'table' } as const;

/** An array is one of its first item's kind; only an empty one, or one of arrays, goes into any slice. */
function v1Fault(value: GoJson, goType: string): string | undefined {
  const shown = goFormat(value);
  // A table is shown as TOML: `*` is its placeholder.
  if (value.kind === 'object') return `${value.members.length === 0 ? '' : '*'}(*toml.Tree) to a tree`;
  const element = /^\[\](.*)/.exec(goType)?.[1];
  if (value.kind !== 'array') {
    return `${shown}(${goKinds[value.kind]}) to ${goType}${element === undefined ? '' : '(slice)'}`;
  }
  const [first] = value.items;
  if (first?.kind === 'object') return '[*]([]*toml.Tree) to trees';
  if (element !== undefined) return first && itemFault(first, element);
  return first === undefined
    ? `${shown}([]interface {}) to a slice`
    : `${shown}([]${goKinds[first.kind]}) to ${goType}`;
}

function itemFault(item: GoJson, goType: string): string | undefined {
  return item.kind === 'array' ? `${goFormat(item)}([]interface {}) to a slice` : v1Fault(item, goType);
}

function holdsNull(values: GoJson[]): boolean {
  const pending = values;
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value.kind === 'null') return true;
    if (value.kind === 'array') for (const item of value.items) pending.push(item);
    if (value.kind === 'object') for (const member of value.members) pending.push(member.value);
  }
  return false;
}
