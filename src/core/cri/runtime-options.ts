import type { TomlTable } from '../../model/containerd/toml.ts';
import { decode, type UnknownKey } from '../containerd/config/decode.ts';
import type { ConfigRelease } from '../containerd/config/release.ts';
import { boolean, bytes, type StructShape, string, struct, uint32 } from '../containerd/config/schema/shape.ts';

/**
 * What CRI makes of a handler's `options` table for its shim: `runc` options, `generic` ones, which other shims read,
 * or those of another shim of containerd. The literal runtime type decides, not the shim that is found.
 */
export type RuntimeOptions =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'runc' | 'generic' | 'linux-v1' | 'runhcs';
      readonly fields: TomlTable;
      /** Options that are not known: the runc shim ignores them, another shim may know them. */
      readonly unknown: readonly UnknownKey[];
      /** The names of the options that are known. */
      readonly known: readonly string[];
    }
  /** The table does not fit: a pod with this handler fails. `error` has the words of the TOML library. */
  | { readonly kind: 'fault'; readonly error: string };

type Kind = 'runc' | 'generic' | 'linux-v1' | 'runhcs';

/** Types the options of a handler. Source: `generateRuntimeOptions` in `pkg/cri/server/helpers.go` (1.x), `internal/cri/config` (2.x). */
export function runtimeOptions(type: string, options: TomlTable | undefined, release: ConfigRelease): RuntimeOptions {
  if (options === undefined) return { kind: 'none' };
  const kind = kindOf(type, release);
  const shape = shapeOf(kind, release);
  const decoded = decode(options, shape, release, 'bytes');
  const known = [...shape.fields.keys()];
  if (decoded.ok) return { kind, fields: decoded.table, unknown: decoded.unknown, known };
  // The table passed through a Go map, so that its places are lost.
  return { kind: 'fault', error: decoded.fault.message.replace(/^\(\d+, \d+\)/, '(0, 0)') };
}

function kindOf(type: string, { handlers }: ConfigRelease): Kind {
  if (type === 'io.containerd.runc.v2') return 'runc';
  if (type === 'io.containerd.runhcs.v1') return 'runhcs';
  if (handlers.deprecated && type === 'io.containerd.runc.v1') return 'runc';
  return handlers.deprecated && type === 'io.containerd.runtime.v1.linux' ? 'linux-v1' : 'generic';
}

function shapeOf(kind: Kind, release: ConfigRelease): StructShape {
  const { deprecated, allDevices } = release.handlers;
  switch (kind) {
    case 'runc':
      return deprecated ? oldRunc : runc;
    case 'generic':
      return generic(deprecated ? 'runtimeoptions_v1' : 'runtimeoptions', allDevices);
    case 'linux-v1':
      return linuxV1;
    case 'runhcs':
      return struct('options.Options', {});
  }
}

const runcFields = {
  NoNewKeyring: ['NoNewKeyring', boolean],
  ShimCgroup: ['ShimCgroup', string],
  IoUid: ['IoUid', uint32],
  IoGid: ['IoGid', uint32],
  BinaryName: ['BinaryName', string],
  Root: ['Root', string],
  SystemdCgroup: ['SystemdCgroup', boolean],
  CriuImagePath: ['CriuImagePath', string],
  CriuWorkPath: ['CriuWorkPath', string],
} as const;

const runc = struct('options.Options', {
  ...runcFields,
  TaskApiAddress: ['TaskApiAddress', string],
  TaskApiVersion: ['TaskApiVersion', uint32],
});
const oldRunc = struct('options.Options', {
  ...runcFields,
  NoPivotRoot: ['NoPivotRoot', boolean],
  CriuPath: ['CriuPath', string],
});
const linuxV1 = struct('runctypes.RuncOptions', {
  Runtime: ['Runtime', string],
  RuntimeRoot: ['RuntimeRoot', string],
  CriuPath: ['CriuPath', string],
  SystemdCgroup: ['SystemdCgroup', boolean],
});

/** 1.7 added the body: without a path the whole table is sent in it. */
function generic(room: string, body: boolean): StructShape {
  return struct(`${room}.Options`, {
    TypeUrl: ['TypeUrl', string],
    ConfigPath: ['ConfigPath', string],
    ...(body ? { ConfigBody: ['ConfigBody', bytes] as const } : {}),
  });
}
