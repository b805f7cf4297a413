import type { GoJson, GoMember } from '../../../go/json.ts';
import type { DaemonOption } from '../known-options.ts';

/**
 * The members that set an option, read as Go's decoder reads several of one name: null empties a list or a pointer, and keeps
 * any other value. Null inside a list keeps what an earlier list had in its place.
 */
export class GivenMembers {
  readonly #major: number;
  readonly #members = new Map<string, GoMember>();
  readonly #items = new Map<string, GoJson[]>();

  constructor(major: number) {
    this.#major = major;
  }

  /** By the key of the option. */
  get all(): ReadonlyMap<string, GoMember> {
    return this.#members;
  }

  set({ key, kind }: DaemonOption, member: GoMember): void {
    const { value } = member;
    const isList = lists.has(kind);
    if (value.kind === 'null') {
      if (isList || (this.#major < 23 && oldPointers.has(key))) this.#members.delete(key);
      this.#items.delete(key);
    } else if (isList && value.kind === 'array') {
      this.#members.set(key, { ...member, value: { ...value, items: this.#keep(key, value.items) } });
    } else this.#members.set(key, member);
  }

  /** Only an empty list makes Go forget the items that a shorter list leaves behind. */
  #keep(key: string, items: readonly GoJson[]): readonly GoJson[] {
    const kept = items.length === 0 ? [] : (this.#items.get(key) ?? []);
    for (const [at, item] of items.entries()) {
      if (item.kind !== 'null' || kept[at] === undefined) kept[at] = item;
    }
    this.#items.set(key, kept);
    return kept.slice(0, items.length);
  }
}

/** Numbers that 20.10 has as pointers. */
const oldPointers: ReadonlySet<string> = new Set([
  'max-concurrent-downloads',
  'max-concurrent-uploads',
  'max-download-attempts',
]);

const lists: ReadonlySet<DaemonOption['kind']> = new Set(['list', 'dns', 'addresses']);
