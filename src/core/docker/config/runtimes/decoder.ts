import { matchesField } from '../../../go/fold-name.ts';
import type { GoJson, GoMember } from '../../../go/json.ts';
import type { ConfigRules } from '../release.ts';

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
  readonly #entries = new Map<string, RuntimeEntry>();
  #isNil = true;

  constructor(rules: ConfigRules) {
    this.#rules = rules;
  }

  get entries(): ReadonlyMap<string, RuntimeEntry> {
    return this.#entries;
  }

  /** Go's map was never made: nothing was decoded, or a null last. */
  get isNil(): boolean {
    return this.#isNil;
  }

  decode(value: GoJson): void {
    if (value.kind === 'null') this.#entries.clear();
    if (value.kind === 'null' || value.kind === 'object') this.#isNil = value.kind === 'null';
    for (const member of value.kind === 'object' ? value.members : []) {
      // A repeated name takes the place of the later one, which is the one a reader of the file would edit.
      this.#entries.delete(member.name);
      this.#entries.set(member.name, this.#entry(member));
    }
  }

  #entry({ value, line }: GoMember): RuntimeEntry {
    const entry = { path: '', args: [] as string[], runtimeType: '', options: new Map<string, GoJson>(), line };
    for (const member of value.kind === 'object' ? value.members : []) {
      const field = this.#fieldOf(member.name);
      if (field === 'path' || field === 'runtimeType') entry[field] = textOf(member) ?? entry[field];
      else if (field === 'runtimeArgs') decodeArgs(member.value, entry.args);
      else if (field === 'options') decodeOptions(member.value, entry.options);
    }
    return entry;
  }

  #fieldOf(name: string): (typeof allFields)[number] | undefined {
    const fields = this.#rules.major < 24 ? oldFields : allFields;
    return fields.find((field) => field === name) ?? fields.find((field) => matchesField(name, field));
  }
}

function textOf({ value }: GoMember): string | undefined {
  return value.kind === 'string' ? value.value : undefined;
}

/** Go decodes into the existing slice: a null keeps the argument of an earlier spelling. */
function decodeArgs(value: GoJson, args: string[]): void {
  if (value.kind === 'null') args.length = 0;
  if (value.kind !== 'array') return;
  for (const [at, item] of value.items.entries()) {
    args[at] = item.kind === 'string' ? item.value : (args[at] ?? '');
  }
  args.length = value.items.length;
}

function decodeOptions(value: GoJson, options: Map<string, GoJson>): void {
  if (value.kind === 'null') options.clear();
  for (const member of value.kind === 'object' ? value.members : []) options.set(member.name, member.value);
}

const oldFields = ['path', 'runtimeArgs'] as const;
const allFields = [...oldFields, 'runtimeType', 'options'] as const;
