import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, createSecureContext } from 'node:tls';
import { certificatesIn } from '../../../config-files/certificates.ts';
import { ConfigFileError } from '../../../config-files/config-file-error.ts';
import { tlsVersions } from '../../../config-files/tls-versions.ts';
import { errorMessage } from '../../../errors.ts';
import { defined } from '../../../model/defined.ts';
import type { HttpConfigDocument } from './document.ts';
import type { NamedFiles } from './named-files.ts';

type Section = HttpConfigDocument['tls_config'];

/** How connections are encrypted and verified; throws a `ConfigFileError` for an unusable certificate or key. */
export function tlsOptions(section: Section, files: NamedFiles): ConnectionOptions {
  const options: ConnectionOptions = defined({
    ca: authorities(pemOf(section, 'ca', files)),
    cert: pemOf(section, 'cert', files),
    key: pemOf(section, 'key', files),
    minVersion: tlsVersions[section.min_version],
    maxVersion: tlsVersions[section.max_version],
    rejectUnauthorized: section.insecure_skip_verify ? false : undefined,
    ...nameOptions(section.server_name),
  });
  try {
    createSecureContext(options);
  } catch (error) {
    throw new ConfigFileError(
      `tls_config: unable to use specified client cert & key: ${errorMessage(error)}; write a PEM certificate and the PEM key it was made with`,
    );
  }
  return options;
}

function pemOf(section: Section, key: 'ca' | 'cert' | 'key', files: NamedFiles): string | undefined {
  const file = section[`${key}_file`];
  return file === '' ? section[key] || undefined : files.read(file, `tls_config.${key}_file`);
}

/** Without a single authority, Node would trust all public ones. */
function authorities(pem: string | undefined): string[] | undefined {
  if (pem === undefined) return undefined;
  const found = certificatesIn(pem);
  if (found !== undefined) return found;
  throw new ConfigFileError('tls_config: unable to use specified CA cert; write PEM certificates');
}

/** An IP address is verified, but not sent: the name that a client sends must be a host name (RFC 6066). */
function nameOptions(name: string): ConnectionOptions {
  if (name === '') return {};
  return {
    servername: isIP(name) === 0 ? name : '',
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  };
}
