import type { BundleFacts } from '../../model/host/bundle.ts';
import { readAnswer, refusedAddress } from '../pairing/answer.ts';
import type { LoadRules } from './release.ts';

/** The address of a shim, as containerd finds it in the bundle. */
export type Address =
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused' }
  /** Something is there that may be an address. */
  | { readonly kind: 'unread' }
  | { readonly kind: 'address'; readonly address: string; readonly version: number };

/** Reads the address from the file that a release reads; undefined when the file is not known. */
export function addressOf({ bootstrap, address }: BundleFacts, rules: LoadRules): Address | undefined {
  if (!rules.bootstrapFile) return read(address, rules);
  if (bootstrap === undefined) return undefined;
  return bootstrap === null ? ofOlderShim(address, rules) : read(bootstrap, rules);
}

/** 2.x reads the whole file `address` as the address of an older shim, also where it holds JSON. */
function ofOlderShim(address: string | null | undefined, rules: LoadRules): Address | undefined {
  if (address === undefined) return undefined;
  if (address === null) return { kind: 'missing' };
  return refusedAddress(address, rules) === undefined ? { kind: 'address', address, version: 2 } : { kind: 'refused' };
}

function read(text: string | null | undefined, rules: LoadRules): Address | undefined {
  if (text === undefined) return undefined;
  if (text === null) return { kind: 'missing' };
  const answer = readAnswer(text, rules);
  if (!answer.ok) return { kind: 'refused' };
  // No shim that answers over gRPC was measured.
  if (answer.result.protocol === 'grpc') return { kind: 'unread' };
  return { kind: 'address', address: answer.result.address, version: answer.result.version };
}
