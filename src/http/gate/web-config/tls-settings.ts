import { dirname, resolve } from 'node:path';
import { ConfigFileError } from '../../../config-files/config-file-error.ts';
import type { TlsVersion } from '../../../config-files/tls-versions.ts';
import { defined } from '../../../model/defined.ts';
import type { WebConfigDocument } from './document.ts';

/** A certificate or a key: in its own file, or written into the configuration. */
export type PemSource = { readonly file: string } | { readonly pem: string };

/** What clients must do: whether they must send a certificate, and whether a sent one is verified. */
interface ClientPolicy {
  readonly asked: boolean;
  readonly required: boolean;
  readonly verified: boolean;
}

/** The TLS part of the configuration. */
export interface TlsSettings {
  readonly cert: PemSource;
  readonly key: PemSource;
  readonly clientCa?: PemSource;
  readonly clients: ClientPolicy;
  /** A client's certificate must have one of these names. */
  readonly allowedSans?: readonly string[];
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  readonly ciphers: readonly string[];
  readonly serverPrefers: boolean;
  readonly curves: readonly string[];
}

type Section = WebConfigDocument['tls_server_config'];

const policies: Readonly<Record<Exclude<Section['client_auth_type'], ''>, ClientPolicy>> = {
  NoClientCert: { asked: false, required: false, verified: false },
  RequestClientCert: { asked: true, required: false, verified: false },
  RequireAnyClientCert: { asked: true, required: true, verified: false },
  RequireClientCert: { asked: true, required: true, verified: false },
  VerifyClientCertIfGiven: { asked: true, required: false, verified: true },
  RequireAndVerifyClientCert: { asked: true, required: true, verified: true },
};

/**
 * What `tls_server_config` means; undefined when it is not there, a `ConfigFileError` when it contradicts itself.
 *
 * The checks are the ones of exporter-toolkit (`web/tls_config.go`, `ConfigToTLSConfig`), with one more: certificates
 * cannot be verified without an authority, since any of the public ones would do.
 */
export function tlsSettings(section: Section, configFile: string): TlsSettings | undefined {
  if (!isEnabled(section)) return undefined;
  const at = (file: string | undefined, pem: string | undefined) => sourceOf(configFile, file, pem);
  const cert = at(section.cert_file, section.cert) ?? missing('cert_file');
  const key = at(section.key_file, section.key) ?? missing('key_file');
  const clientCa = at(section.client_ca_file, section.client_ca);
  const clients = policies[section.client_auth_type === '' ? 'NoClientCert' : section.client_auth_type];
  refuseContradictions(section, clients, clientCa);
  return defined({
    cert,
    key,
    clients,
    minVersion: section.min_version,
    maxVersion: section.max_version,
    ciphers: section.cipher_suites,
    serverPrefers: section.prefer_server_cipher_suites,
    curves: section.curve_preferences,
    clientCa,
    allowedSans: section.client_allowed_sans,
  });
}

function isEnabled(section: Section): boolean {
  const { cert, key, client_ca, cert_file, key_file, client_ca_file, client_auth_type } = section;
  return [cert, key, client_ca, cert_file, key_file, client_ca_file, client_auth_type].some(Boolean);
}

/** Relative to the configuration; the file wins where both are written. */
function sourceOf(configFile: string, file: string | undefined, pem: string | undefined): PemSource | undefined {
  if (file) return { file: resolve(dirname(configFile), file) };
  return pem ? { pem } : undefined;
}

function missing(key: string): never {
  throw new ConfigFileError(`tls_server_config: write ${key}, TLS needs a certificate and its key`);
}

function refuseContradictions(section: Section, clients: ClientPolicy, clientCa: PemSource | undefined): void {
  if (clientCa !== undefined && !clients.asked) {
    throw new ConfigFileError(
      'tls_server_config: client_ca_file has no effect without a policy; write client_auth_type: RequireAndVerifyClientCert',
    );
  }
  if (clientCa === undefined && clients.verified) {
    throw new ConfigFileError(
      `tls_server_config: ${section.client_auth_type} verifies against an authority; write client_ca_file`,
    );
  }
  if (section.client_allowed_sans !== undefined && !clients.required) {
    throw new ConfigFileError(
      'tls_server_config: client_allowed_sans needs a certificate to look at; write client_auth_type: RequireAndVerifyClientCert',
    );
  }
  if (section.min_version > section.max_version) {
    throw new ConfigFileError('tls_server_config: no version of TLS is left; write a min_version up to max_version');
  }
}
