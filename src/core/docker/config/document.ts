import { defined } from '../../../model/defined.ts';
import { matchesField } from '../../go/fold-name.ts';
import type { GoJson, GoMember } from '../../go/json.ts';
import { type ConfigFault, flatten } from './conflicts.ts';
import type { DockerFlags } from './flags.ts';
import { type DaemonOption, proxiesOption } from './known-options.ts';
import type { ConfigRules } from './release.ts';
import { type RuntimeEntry, RuntimesDecoder } from './runtimes/decoder.ts';
import { decodeShape } from './types/decode-shape.ts';
import { GivenMembers } from './types/given-members.ts';
import { optionShape } from './types/option-shape.ts';
import { mismatch, type Place, pointerTarget, TypeFault } from './types/type-fault.ts';

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
  return textSetting(dataRoot, flags, 'data-root') || textSetting('', flags, 'graph') || byDefault;
}

/**
 * Decodes daemon.json into dockerd's Config as `encoding/json` does: names match in any case, of
 * repeated names the later one wins, except that objects merge, and null keeps the earlier value.
 */
export function decodeConfig(document: GoJson, options: readonly DaemonOption[], rules: ConfigRules): ConfigDocument {
  const fault = new TypeFault(rules.jsonErrors);
  const runtimes = new RuntimesDecoder(rules);
  const members = new GivenMembers(rules.major);
  for (const member of document.kind === 'object' ? document.members : []) {
    const option = fieldOf(member.name, options);
    if (option === undefined) continue;
    members.set(option, member);
    if (option.kind === 'runtimes') runtimes.decode(member.value);
    decodeShape(member.value, optionShape(option, rules), {
      place: placeOf(member, option, rules),
      fault,
      sizes: rules.sizes,
    });
  }
  const given = members.all;
  const text = (key: string) => textIn(given.get(key));
  const liveRestore = given.get('live-restore')?.value;
  return defined({
    given,
    runtimes: runtimes.entries,
    runtimesSet: setState(document, runtimes),
    defaultRuntime: text('default-runtime'),
    defaultRuntimeLine: given.get('default-runtime')?.line,
    dataRoot: text('data-root') || text('graph'),
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

/** The embedded structs that lead to a field have names since Go 1.24, and until 1.26. */
function placeOf({ name }: GoMember, { key, structs = [] }: DaemonOption, { jsonErrors }: ConfigRules): Place {
  const embedded = jsonErrors === 'embedded' ? structs : [];
  return { struct: 'Config', fields: [...embedded, key], pointer: [name] };
}

function fieldOf(name: string, options: readonly DaemonOption[]): DaemonOption | undefined {
  const fields = [...options.filter(({ structs }) => structs !== undefined), proxiesOption];
  return fields.find(({ key }) => key === name) ?? fields.find(({ key }) => matchesField(name, key));
}

/** A value of a document, and the one around it. */
interface Nested {
  readonly value: GoJson;
  readonly name: string;
  readonly outer: Nested | undefined;
}

/**
 * What is wrong with a document before it meets the Config: it is not an object, or has a number beyond float64.
 *
 * Source: Go `encoding/json/decode.go`, `convertNumber`.
 */
export function checkDocument(document: GoJson, { jsonErrors }: ConfigRules): ConfigFault | undefined {
  if (document.kind !== 'object' && document.kind !== 'null') {
    return { message: mismatch(document, 'Go value', 'map[string]interface {}'), line: document.line };
  }
  const pending: Nested[] = [{ value: document, name: '', outer: undefined }];
  for (let nested = pending.pop(); nested !== undefined; nested = pending.pop()) {
    const { value } = nested;
    if (value.kind === 'number' && !Number.isFinite(Number(value.text))) {
      const target = jsonErrors === 'v2' ? pointerTarget(pathOf(nested), '') : 'Go value';
      const message = `json: cannot unmarshal number ${value.text} into ${target} of type float64`;
      return { message, line: value.line };
    }
    // The last one is looked at first.
    for (const inner of insideOf(nested).reverse()) pending.push(inner);
  }
  return undefined;
}

function insideOf(outer: Nested): Nested[] {
  const { value } = outer;
  if (value.kind === 'array') return value.items.map((item, index) => ({ value: item, name: String(index), outer }));
  return value.kind === 'object'
    ? value.members.map((member) => ({ value: member.value, name: member.name, outer }))
    : [];
}

function pathOf(nested: Nested): string[] {
  const path: string[] = [];
  for (let at: Nested | undefined = nested; at?.outer !== undefined; at = at.outer) path.push(at.name);
  return path.reverse();
}
