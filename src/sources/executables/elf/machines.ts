import type { ElfFile } from './elf-file.ts';

/** A machine as ELF spells it: `e_machine`, width and byte order. */
export interface Machine {
  readonly code: number;
  readonly wide: boolean;
  readonly little: boolean;
}

interface Known {
  readonly name: string;
  /** Width and byte order that its name stands for; the other ones are added to it. */
  readonly little: boolean;
}

const NAMES: Readonly<Record<number, Known>> = {
  3: { name: 'i386', little: true },
  8: { name: 'MIPS', little: false },
  20: { name: 'PowerPC', little: false },
  21: { name: 'PowerPC 64', little: false },
  22: { name: 's390', little: false },
  40: { name: 'ARM', little: true },
  62: { name: 'x86-64', little: true },
  183: { name: 'aarch64', little: true },
  243: { name: 'RISC-V', little: true },
  258: { name: 'LoongArch', little: true },
};

/** Machines that another one executes too, by `e_machine`: the 32-bit companion of a 64-bit one. */
const COMPANIONS: Readonly<Record<number, readonly number[]>> = { 62: [3], 183: [40], 21: [20] };

/** Machines by the name that Node gives them. */
const OF_NODE: Readonly<Record<string, Machine>> = {
  x64: { code: 62, wide: true, little: true },
  ia32: { code: 3, wide: false, little: true },
  arm64: { code: 183, wide: true, little: true },
  arm: { code: 40, wide: false, little: true },
  riscv64: { code: 243, wide: true, little: true },
  ppc64: { code: 21, wide: true, little: true },
  s390x: { code: 22, wide: true, little: false },
  loong64: { code: 258, wide: true, little: true },
};

/** The machine an ELF file is built for. */
export function machineOf({ machine, fields }: ElfFile): Machine {
  return { code: machine, wide: fields.wide, little: fields.little };
}

/** This machine; undefined where Node's name for it is not known here. */
export function ownMachine(architecture: string = process.arch): Machine | undefined {
  return OF_NODE[architecture];
}

/** The name people know a machine by: `x86-64`, `aarch64`. */
export function machineName({ code, wide, little }: Machine): string {
  const known = NAMES[code];
  if (known === undefined) return `machine ${code}, ${wide ? 64 : 32}-bit`;
  const width = known.name === 'RISC-V' || known.name === 's390' || known.name === 'MIPS' ? (wide ? ' 64' : ' 32') : '';
  const order = known.little === little ? '' : little ? ', little-endian' : ', big-endian';
  return `${known.name}${width}${order}`;
}

/** Whether a host executes programs of a machine: its own, narrower ones of it, and its companions. */
export function canExecute(host: Machine, program: Machine): boolean {
  if (host.little !== program.little || (program.wide && !host.wide)) return false;
  if (host.code === program.code) return host.wide === program.wide || host.code === 62 || host.code === 22;
  return COMPANIONS[host.code]?.includes(program.code) ?? false;
}
