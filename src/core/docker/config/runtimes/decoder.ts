import { matchesField } from '../../../go/fold-name.ts';
import type { GoJson, GoMember } from '../../../go/json.ts';
import type { ConfigRules } from '../release.ts';
import type { TypeFault } from '../type-fault.ts';

/** An entry of `runtimes` as Go's struct holds it: '' and nothing are one. */
export interface RuntimeEntry {
  readonly path: string;
  readonly args: readonly string[];
  readonly runtimeType: string;
  readonly options: ReadonlyMap<string, GoJson>;
  /** Line of its name in the file; 0 for a flag. */
  readonly line: number;
}

/** Decodes `runtimes`, once for each time the member is written: the maps merge, an entry replaces the one of its name. */
export class RuntimesDecoder {
  readonly #rules: ConfigRules;
  readonly #fault: TypeFault;
  readonly #entries = new Map<string, RuntimeEntry>();
  #isNil = true;

  constructor(rules: ConfigRules, fault: TypeFault) {
    this.#rules = rules;
    this.#fault = fault;
  }

  get entries(): ReadonlyMap<string, RuntimeEntry> {
    return this.#entries;
  }

  /** Go's map was never made: nothing was decoded, or a null last. */
  get isNil(): boolean {
    return this.#isNil;
  }

  decode(value: GoJson): void {
    const goType = this.#rules.runtimeGoType;
    this.#fault.note(value, 'Config.runtimes', `map[string]${goType}`, value.kind === 'object');
    if (value.kind === 'null') this.#entries.clear();
    if (value.kind === 'null' || value.kind === 'object') this.#isNil = value.kind === 'null';
    for (const member of value.kind === 'object' ? value.members : []) {
      this.#fault.note(member.value, 'Config.runtimes', goType, member.value.kind === 'object');
      // A repeated name takes the place of the later one, which is the one a reader of the file would edit.
      this.#entries.delete(member.name);
      this.#entries.set(member.name, this.#entry(member));
    }
  }

  #entry({ value, line }: GoMember): RuntimeEntry {
    const entry = { path: '', args: [] as string[], runtimeType: '', options: new Map<string, GoJson>(), line };
    for (const member of value.kind === 'object' ? value.members : []) {
      const field = this.#fieldOf(member.name);
      if (field === 'path' || field === 'runtimeType') entry[field] = this.#string(member, field) ?? entry[field];
      else if (field === 'runtimeArgs') this.#decodeArgs(member.value, entry.args);
      else if (field === 'options') this.#decodeOptions(member.value, entry.options);
    }
    return entry;
  }

  #fieldOf(name: string): (typeof allFields)[number] | undefined {
    const fields = this.#rules.major < 24 ? oldFields : allFields;
    return fields.find((field) => field === name) ?? fields.find((field) => matchesField(name, field));
  }

  #string({ value }: GoMember, field: string): string | undefined {
    this.#fault.note(value, `Runtime.runtimes.${field}`, 'string', value.kind === 'string');
    return value.kind === 'string' ? value.value : undefined;
  }

  /** Go decodes into the existing slice: a null keeps the argument of an earlier spelling. */
  #decodeArgs(value: GoJson, args: string[]): void {
    this.#fault.note(value, 'Runtime.runtimes.runtimeArgs', '[]string', value.kind === 'array');
    if (value.kind === 'null') args.length = 0;
    if (value.kind !== 'array') return;
    for (const [at, item] of value.items.entries()) {
      this.#fault.note(item, 'Runtime.runtimes.runtimeArgs', 'string', item.kind === 'string');
      args[at] = item.kind === 'string' ? item.value : (args[at] ?? '');
    }
    args.length = value.items.length;
  }

  #decodeOptions(value: GoJson, options: Map<string, GoJson>): void {
    this.#fault.note(value, 'Runtime.runtimes.options', 'map[string]interface {}', value.kind === 'object');
    if (value.kind === 'null') options.clear();
    for (const member of value.kind === 'object' ? value.members : []) options.set(member.name, member.value);
  }
}

const oldFields = ['path', 'runtimeArgs'] as const;
const allFields = [...oldFields, 'runtimeType', 'options'] as const;
