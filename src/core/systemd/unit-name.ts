import { defined } from '../../model/defined.ts';
/** The parts of a unit's name: `PREFIX@INSTANCE.TYPE`. */
export interface UnitName {
  readonly full: string;
  readonly prefix: string;
  /** Absent for a unit that is not made from a template, empty for the template. */
  readonly instance?: string;
  readonly type: string;
}

const MAX_NAME_BYTES = 255;
const VALID = /^([A-Za-z0-9:_.\\-]+)(?:@([A-Za-z0-9:_.\\@-]*))?\.([a-z]+)$/;

/** Reads a unit's name; undefined for one that systemd does not accept (`src/basic/unit-name.c`). */
export function parseUnitName(full: string): UnitName | undefined {
  const match = full.length > MAX_NAME_BYTES ? null : VALID.exec(full);
  if (match === null) return undefined;
  const [, prefix = '', instance, type = ''] = match;
  return defined({ full, prefix, instance, type });
}

/** The template's name of an instance: `foo@.service` of `foo@bar.service`. */
export function templateName({ prefix, instance, type }: UnitName): string | undefined {
  return instance === undefined || instance === '' ? undefined : `${prefix}@.${type}`;
}

/**
 * Names of the directories for drop-ins of a unit, without the `.d` of those of its type: its own, its template's, and one
 * for each dash in its prefix, the longest first.
 */
export function dropInNames(name: UnitName): string[] {
  const template = templateName(name);
  const names = [name.full, ...(template === undefined ? [] : [template])];
  const suffix = name.instance === undefined ? '' : '@';
  for (let dash = name.prefix.lastIndexOf('-'); dash > 0; dash = name.prefix.lastIndexOf('-', dash - 1)) {
    const short = name.prefix.slice(0, dash + 1);
    if (short === name.prefix) continue;
    if (name.instance !== undefined && name.instance !== '') names.push(`${short}@${name.instance}.${name.type}`);
    names.push(`${short}${suffix}.${name.type}`);
  }
  return names;
}

/** Turns an escaped part of a name back: a dash is a slash, `\x2d` is a dash (systemd-escape(1)). */
export function unescapeName(text: string): string {
  return text.replace(/-|\\x([0-9a-fA-F]{2})/g, (_, hex: string | undefined) =>
    hex === undefined ? '/' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
