import type { Place, TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import type { ConfigRelease } from '../release.ts';
import { tomlTable } from '../toml/value.ts';

/** The place of a value that no file gives. */
export const builtInPlace: Place = { file: '', line: 0, column: 0 };

/** Says whether a value is built in. */
export function isBuiltIn(value: TomlValue): boolean {
  return value.at.file === '';
}

export function text(value: string): TomlValue {
  return { kind: 'string', value, at: builtInPlace };
}

function table(entries: Readonly<Record<string, TomlValue>>): TomlTable {
  return tomlTable(new Map(Object.entries(entries)), builtInPlace);
}

const number: TomlValue = { kind: 'integer', value: 0n, at: builtInPlace };
const no: TomlValue = { kind: 'boolean', value: false, at: builtInPlace };

/** The section of CRI's runtime part that a release has before it reads a file: one handler, `runc`. */
export function builtInCri({ splitCri, handlers }: ConfigRelease): TomlTable {
  const old: Readonly<Record<string, TomlValue>> = splitCri ? {} : { CriuPath: text(''), NoPivotRoot: no };
  const options = table({
    BinaryName: text(''),
    CriuImagePath: text(''),
    CriuWorkPath: text(''),
    IoGid: number,
    IoUid: number,
    NoNewKeyring: no,
    Root: text(''),
    ShimCgroup: text(''),
    SystemdCgroup: no,
    ...old,
  });
  const sandbox = handlers.sandboxKey === undefined ? {} : { [handlers.sandboxKey]: text('podsandbox') };
  const runc = table({ runtime_type: text('io.containerd.runc.v2'), options, ...sandbox });
  const snapshotter = splitCri ? {} : { snapshotter: text('overlayfs') };
  const containerd = { default_runtime_name: text('runc'), runtimes: table({ runc }), ...snapshotter };
  return table({ containerd: table(containerd) });
}
