import type { GoJson, GoMember } from '../../../go/json.ts';
import type { Complaint } from '../checks.ts';
import type { ConfigDocument } from '../document.ts';
import type { DockerFlags } from '../flags.ts';

/** What dockerd says of a setting, and where that is. */
export function complaint(message: string, { member, values }: Setting): Complaint {
  const byFlag = member === undefined && values.length > 0 ? { byFlag: true as const } : {};
  return { message, line: member?.line, ...byFlag };
}

/** What an option is set to. */
export interface Setting {
  readonly values: readonly string[];
  /** Absent where no file sets it. */
  readonly member?: GoMember;
}

export function isTrue({ values }: Setting): boolean {
  return /^(?:1|t|true)$/i.test(values.at(-1) ?? '');
}

export function isFalse({ values }: Setting): boolean {
  return /^(?:0|f|false)$/i.test(values.at(-1) ?? '');
}

/** What an option is set to, in daemon.json or else by flags. */
export function settingOf(
  given: ConfigDocument['given'],
  flags: DockerFlags | undefined,
  key: string,
  flag = key,
): Setting {
  const member = given.get(key);
  return member === undefined
    ? { values: flags?.given.get(flag)?.values ?? [] }
    : { values: textsIn(member.value), member };
}

/** The texts, numbers and truth values of a value, or of the items of a list, in which null is an empty text. */
function textsIn(value: GoJson): readonly string[] {
  if (value.kind === 'array') return value.items.flatMap((item) => (item.kind === 'null' ? [''] : textsIn(item)));
  if (value.kind === 'string') return [value.value];
  if (value.kind === 'bool') return [String(value.value)];
  return value.kind === 'number' ? [value.text] : [];
}
