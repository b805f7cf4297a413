import { defined } from '../../../model/defined.ts';
import { matchesField } from '../../go/fold-name.ts';
import { parsesIp } from '../../go/ip.ts';
import type { GoJson, GoMember } from '../../go/json.ts';
import { goQuote } from '../../go/quote.ts';
import { type ConfigFault, flatten } from './conflicts.ts';
import type { DockerFlags } from './flags.ts';
import type { DaemonOption } from './known-options.ts';
import type { ConfigRules } from './release.ts';
import { type RuntimeEntry, RuntimesDecoder } from './runtimes/decoder.ts';
import { mismatch, TypeFault } from './type-fault.ts';
import { sizeFault } from './values/size.ts';

/** The parts of daemon.json that decide about runtimes, and about whether dockerd starts. */
export interface ConfigDocument {
  /** The members that set an option, by its key; of several, the one that counts. */
  readonly given: ReadonlyMap<string, GoMember>;
  readonly runtimes: ReadonlyMap<string, RuntimeEntry>;
  /** How a reload sees `runtimes`: not set, set, or set while Go's map is nil, which is not always the same member. */
  readonly runtimesSet: 'no' | 'yes' | 'nil';
  /** Empty when not set. */
  readonly defaultRuntime: string;
  readonly defaultRuntimeLine?: number;
  readonly dataRoot: string;
  /** Empty when not set. */
  readonly execRoot: string;
  /** Empty when not set. */
  readonly containerdNamespace: string;
  /** Absent when not set. */
  readonly liveRestore?: boolean;
  /** The first value of a wrong type. */
  readonly fault?: ConfigFault;
}

/** A daemon.json that is not there, or empty. */
export const emptyDocument: ConfigDocument = {
  given: new Map(),
  runtimes: new Map(),
  runtimesSet: 'no',
  defaultRuntime: '',
  dataRoot: '',
  execRoot: '',
  containerdNamespace: '',
};

/** A text that dockerd takes from its file or a flag; both may not be given. Empty when neither is. */
export function textSetting(inFile: string, flags: DockerFlags, flag: string): string {
  return inFile || flags.given.get(flag)?.values.at(-1) || '';
}

/** Where dockerd keeps its data. */
export function dataRootOf({ dataRoot }: ConfigDocument, flags: DockerFlags, byDefault = '/var/lib/docker'): string {
  return textSetting(dataRoot, flags, 'data-root') || byDefault;
}

/**
 * Decodes daemon.json into dockerd's Config as `encoding/json` does: names match in any case, of
 * repeated names the later one wins, except that objects merge, and null keeps the earlier value.
 */
export function decodeConfig(document: GoJson, options: readonly DaemonOption[], rules: ConfigRules): ConfigDocument {
  const fault = new TypeFault();
  const runtimes = new RuntimesDecoder(rules, fault);
  const given = new Map<string, GoMember>();
  for (const member of document.kind === 'object' ? document.members : []) {
    const option = fieldOf(member.name, options);
    if (option === undefined) continue;
    if (member.value.kind !== 'null') given.set(option.key, member);
    if (option.kind === 'runtimes') runtimes.decode(member.value);
    else checkKind(member, option, rules, fault);
  }
  const text = (key: string) => textIn(given.get(key));
  const liveRestore = given.get('live-restore')?.value;
  return defined({
    given,
    runtimes: runtimes.entries,
    runtimesSet: setState(document, runtimes),
    defaultRuntime: text('default-runtime'),
    defaultRuntimeLine: given.get('default-runtime')?.line,
    dataRoot: text('data-root'),
    execRoot: text('exec-root'),
    containerdNamespace: text('containerd-namespace'),
    liveRestore: liveRestore?.kind === 'bool' ? liveRestore.value : undefined,
    fault: fault.reported,
  });
}

function textIn(member: GoMember | undefined): string {
  return member?.value.kind === 'string' ? member.value.value : '';
}

/** Only this exact name counts as set, but the decoder matches names in any case: they may differ. */
function setState(document: GoJson, runtimes: RuntimesDecoder): ConfigDocument['runtimesSet'] {
  if (!flatten(document).has('runtimes')) return 'no';
  return runtimes.isNil ? 'nil' : 'yes';
}

function fieldOf(name: string, options: readonly DaemonOption[]): DaemonOption | undefined {
  const fields = options.filter(({ structs }) => structs !== undefined);
  return fields.find(({ key }) => key === name) ?? fields.find(({ key }) => matchesField(name, key));
}

const goTypes = { string: 'string', bool: 'bool', int: 'int', int64: 'int64' } as const;

function checkKind({ value }: GoMember, option: DaemonOption, rules: ConfigRules, fault: TypeFault): void {
  const structs = rules.namesEmbeddedStructs ? (option.structs ?? []) : [];
  const field = ['Config', ...structs, option.key].join('.');
  switch (option.kind) {
    case 'other':
    case 'runtimes':
      break;
    case 'address':
      checkAddress(value, field, fault);
      break;
    case 'size':
      checkSize(value, rules.major, fault);
      break;
    case 'strings':
      checkMap(value, field, 'string', fault);
      break;
    case 'bools':
      checkMap(value, field, 'bool', fault);
      break;
    case 'string':
    case 'bool':
    case 'int':
    case 'int64':
      fault.note(value, field, goTypes[option.kind], fits(value, option.kind));
      break;
    case 'list':
      checkList(value, field, option.key, fault);
  }
}

function checkList(value: GoJson, field: string, key: string, fault: TypeFault): void {
  fault.note(value, field, '[]string', value.kind === 'array');
  // The daemon's own IP list type decodes its elements itself.
  if (value.kind !== 'array' || key === 'dns' || key === 'host-gateway-ips') return;
  for (const item of value.items) fault.note(item, field, 'string', item.kind === 'string');
}

function checkMap(value: GoJson, field: string, goType: 'string' | 'bool', fault: TypeFault): void {
  fault.note(value, field, `map[string]${goType}`, value.kind === 'object');
  const members = value.kind === 'object' ? value.members : [];
  for (const member of members) fault.note(member.value, field, goType, member.value.kind === goType);
}

function checkAddress(value: GoJson, field: string, fault: TypeFault): void {
  fault.note(value, field, 'net.IP', value.kind === 'string');
  if (value.kind === 'string' && !isAddress(value.value)) fault.stop(value, `invalid IP address: ${value.value}`);
}

/** The type reads its own JSON, which must be a text, null included. */
function checkSize(value: GoJson, major: number, fault: TypeFault): void {
  const message =
    value.kind === 'string' && value.value !== '' ? sizeFault(value.value, major) : `invalid size: ${shownJson(value)}`;
  if (message !== undefined) fault.stop(value, message);
}

/** The text of the file as dockerd quotes it; `*` where there is more. */
function shownJson(value: GoJson): string {
  switch (value.kind) {
    case 'string':
      return goQuote(JSON.stringify(value.value));
    case 'number':
      return goQuote(value.text);
    case 'bool':
      return goQuote(String(value.value));
    case 'null':
      return goQuote('null');
    default:
      return '*';
  }
}

/** An empty text means that there is none. */
function isAddress(text: string): boolean {
  return text === '' || parsesIp(text);
}

function fits(value: GoJson, kind: keyof typeof goTypes): boolean {
  if (kind === 'string' || kind === 'bool') return value.kind === kind;
  return value.kind === 'number' && isInt64(value.text);
}

function isInt64(text: string): boolean {
  if (!/^-?\d+$/.test(text)) return false;
  const number = text.length > 20 ? undefined : BigInt(text);
  return number !== undefined && number === BigInt.asIntN(64, number);
}

/**
 * What is wrong with a document before it meets the Config: it is not an object, or has a number beyond float64.
 *
 * Source: Go `encoding/json/decode.go`, `convertNumber`.
 */
export function checkDocument(document: GoJson): ConfigFault | undefined {
  if (document.kind !== 'object' && document.kind !== 'null') {
    return { message: mismatch(document, 'Go value', 'map[string]interface {}'), line: document.line };
  }
  const pending: GoJson[] = [document];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value.kind === 'number' && !Number.isFinite(Number(value.text))) {
      return { message: `json: cannot unmarshal number ${value.text} into Go value of type float64`, line: value.line };
    }
    const inner =
      value.kind === 'array' ? value.items : value.kind === 'object' ? value.members.map((m) => m.value) : [];
    for (let at = inner.length - 1; at >= 0; at -= 1) pending.push(inner[at] ?? document);
  }
  return undefined;
}
