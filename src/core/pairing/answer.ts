import { goQuote } from '../go/quote.ts';
import { type BootstrapResult, decodeBootstrapResult } from './bootstrap-result.ts';
import type { PairingRules } from './release.ts';

/** What containerd makes of an answer of a shim, or of the file that keeps it. */
export type ReadAnswer =
  | { readonly ok: true; readonly result: BootstrapResult }
  /** `coded`: the error has a gRPC code of its own, so that 1.x does not add `: unknown`. */
  | { readonly ok: false; readonly error: string; readonly coded: boolean };

/**
 * Reads an answer as `parseStartResponse` does; `text` has one character for each byte. The protocol is `ttrpc`, or
 * `grpc`, in small letters.
 */
export function readAnswer(text: string, rules: PairingRules): ReadAnswer {
  const trimmed = text.replaceAll(/^[\t-\r ]+|[\t-\r ]+$/g, '');
  const decoded = rules.protobuf ? decodeBootstrapResult(text) : undefined;
  const result = decoded ?? readJson(trimmed, rules) ?? { version: 2, address: trimmed, protocol: 'ttrpc' };
  if (decoded === undefined && result.version > Math.max(rules.newestJson, 2)) {
    return { ok: false, error: `unsupported shim version (${result.version}): not implemented`, coded: true };
  }
  const protocol = result.protocol.toLowerCase();
  if (protocol !== 'ttrpc' && protocol !== 'grpc') {
    return { ok: false, error: `unexpected protocol: ${goQuote(result.protocol)}`, coded: false };
  }
  const error = protocol === 'grpc' ? refusedGrpc(result.address) : refusedAddress(result.address, rules);
  if (error !== undefined) return { ok: false, error, coded: false };
  return { ok: true, result: { ...result, protocol } };
}

/** JSON of version 2 or later; containerd reads anything else as an address. */
function readJson(text: string, rules: PairingRules): BootstrapResult | undefined {
  const value = rules.newestJson === 0 ? undefined : parsed(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, address = '', protocol = '' } = value as Partial<Record<keyof BootstrapResult, unknown>>;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 2) return undefined;
  return typeof address === 'string' && typeof protocol === 'string' ? { version, address, protocol } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A gRPC address must be a bare path. */
function refusedGrpc(address: string): string | undefined {
  return address.startsWith('unix:') ? `dial unix ${address}: connect: no such file or directory` : undefined;
}

/** The scheme of a socket with a path. */
const unixScheme = 'unix://';

/** Why an address leads nowhere, whatever runs; undefined when it is the address of a socket with a path. */
export function refusedAddress(address: string, { connecting, schemes }: PairingRules): string | undefined {
  if (address.startsWith(unixScheme)) return undefined;
  const end = address.indexOf('://');
  if (schemes && end >= 0) {
    const scheme = address.slice(0, end);
    return virtualSockets.includes(scheme) ? undefined : `${connecting}unsupported protocol: ${scheme}`;
  }
  const errno = address.length > longestAbstractName ? 'invalid argument' : 'connection refused';
  return `${connecting}dial unix \0${address}: connect: ${errno}`;
}

/** Sockets of virtual machines. Source: containerd `pkg/shim/util_unix.go`, `AnonDialer`. */
const virtualSockets: readonly string[] = ['vsock', 'hvsock'];

/** `sun_path` of unix(7), in bytes, without the zero byte that it begins with. */
const longestAbstractName = 107;
