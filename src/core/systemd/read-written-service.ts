import { SERVICE, UNIT } from './service-settings.ts';
import type { Reader } from './setting.ts';
import { expandSpecifiers, type Specifiers } from './specifiers.ts';
import type { Assignment } from './unit-file.ts';
import { unwrittenService, type WrittenService } from './written-service.ts';

/** The lines of files, and what the specifiers in them stand for. */
export interface UnitLines {
  readonly files: readonly (readonly Assignment[])[];
  readonly specifiers: Specifiers;
}

/**
 * Applies the lines of a unit file and then of its drop-ins, in their order. A line that systemd refuses in the unit file
 * makes it refuse the unit; in a drop-in, the rest of that drop-in has no effect.
 *
 * Source: systemd `src/core/load-fragment.c`, `unit_load_fragment`, and `src/core/load-dropin.c`, `unit_load_dropin`.
 */
export function readWrittenService(fragment: UnitLines, dropIns: UnitLines, unknown: Set<string>): WrittenService {
  const service = unwrittenService();
  const reader = ({ specifiers }: UnitLines): Reader => {
    const expand = (text: string) => expandSpecifiers(text, specifiers, unknown);
    return { service, expand, specifiers, unknown };
  };
  for (const lines of fragment.files) applyLines(reader(fragment), lines);
  if (service.invalid !== undefined) return service;
  for (const lines of dropIns.files) {
    applyLines(reader(dropIns), lines);
    if (service.invalid !== undefined) service.refusedInDropIns.push(service.invalid);
    delete service.invalid;
    delete service.invalidState;
  }
  return service;
}

/** Applies lines until one that systemd refuses. */
function applyLines(reader: Reader, lines: readonly Assignment[]): void {
  for (const { section, key, value, from } of lines) {
    const known = section === 'Service' ? SERVICE : section === 'Unit' ? UNIT : {};
    if (Object.hasOwn(known, key)) known[key]?.(reader, value, from);
    if (reader.service.invalid !== undefined) return;
  }
}
