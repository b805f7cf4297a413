import { defined } from '../../model/defined.ts';
import type { FileFormat } from '../../model/host/program.ts';
import { type ElfFile, loaderOf, readElf } from '../executables/elf/elf-file.ts';
import { machineName, machineOf } from '../executables/elf/machines.ts';
import type { ReadAt } from '../executables/executable-format.ts';
import { readScriptLine } from '../executables/faults/script-line.ts';

const HEAD_BYTES = 256;
const PT_LOAD = 1;

/** What a file is, and whether its end is missing. */
export interface FormatFacts {
  readonly format: FileFormat;
  /** Bytes that its ELF headers ask for, where the file has fewer. */
  readonly wantedBytes?: number;
}

/** Reads the format of a file with a few small reads. Never throws. */
export function readFormat(readAt: ReadAt, size: number): FormatFacts {
  const reading = readElf(readAt);
  if (reading.kind === 'elf') return elfFormat(reading.elf, readAt, size);
  const script = reading.kind === 'damaged' ? undefined : readScriptLine(readAt(0, HEAD_BYTES));
  if (script === undefined || script.interpreter === '') return { format: { kind: 'other' } };
  return { format: { kind: 'script', interpreter: script.interpreter } };
}

function elfFormat(elf: ElfFile, readAt: ReadAt, size: number): FormatFacts {
  const interpreter = loaderOf(elf, readAt) ?? undefined;
  const ends = elf.segments.filter(({ type }) => type === PT_LOAD).map((segment) => segment.offset + segment.size);
  const wantedBytes = Math.max(0, ...ends);
  return defined({
    format: defined({ kind: 'elf', machine: machineName(machineOf(elf)), interpreter }),
    wantedBytes: wantedBytes > size ? wantedBytes : undefined,
  });
}
