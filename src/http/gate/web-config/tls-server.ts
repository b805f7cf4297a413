import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContextOptions, type Server } from 'node:tls';
import { certificatesIn } from '../../../config-files/certificates.ts';
import { ConfigFileError } from '../../../config-files/config-file-error.ts';
import { tlsVersions } from '../../../config-files/tls-versions.ts';
import { errorMessage } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { defined } from '../../../model/defined.ts';
import { isWelcome } from './client-certificate.ts';
import { cipherList, curveList } from './go-tls-names.ts';
import type { PemSource, TlsSettings } from './tls-settings.ts';

/** TLS with its certificates read. */
export interface LoadedTls {
  readonly settings: TlsSettings;
  readonly context: SecureContextOptions;
}

/** How long a handshake may take, in milliseconds. */
const handshakeMs = 10_000;

/** Reads the certificates and tries them; throws a `ConfigFileError` for an unusable one. */
export function loadTls(settings: TlsSettings): LoadedTls {
  const { cert, key, clientCa } = settings;
  const ciphers = cipherList(settings.ciphers);
  const ecdhCurve = curveList(settings.curves);
  const context = defined({
    cert: read(cert, 'cert_file'),
    key: read(key, 'key_file'),
    minVersion: tlsVersions[settings.minVersion],
    maxVersion: tlsVersions[settings.maxVersion],
    honorCipherOrder: settings.serverPrefers,
    ciphers,
    ecdhCurve,
    ca: clientCa && authorities(read(clientCa, 'client_ca_file'), clientCa),
  });
  try {
    createSecureContext(context);
  } catch (error) {
    throw new ConfigFileError(
      `tls_server_config: ${nameOf(cert, 'cert')} and ${nameOf(key, 'key')} do not work together: ${errorMessage(error)}; write a PEM certificate and its private key`,
    );
  }
  return { settings, context };
}

/** A server that takes connections, and passes the accepted ones to `serve`, decrypted. */
export function createTlsServer({ settings, context }: LoadedTls, serve: (socket: Socket) => void, log: Log): Server {
  const { clients } = settings;
  const server = createServer({
    ...context,
    requestCert: clients.asked,
    rejectUnauthorized: clients.required && clients.verified,
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: handshakeMs,
  });
  server.on('secureConnection', (socket) => {
    if (isWelcome(socket, settings)) serve(socket);
    else socket.destroy();
  });
  server.on('tlsClientError', (error, socket) => {
    log.debug({ err: error, peer: socket.remoteAddress }, 'TLS handshake failed');
    socket.destroy();
  });
  return server;
}

function read(source: PemSource, key: string): string {
  if ('pem' in source) return source.pem;
  try {
    return readFileSync(source.file, 'utf8');
  } catch (error) {
    throw new ConfigFileError(`tls_server_config.${key}: ${errorMessage(error)}; write a file that can be read`);
  }
}

/** Without a single authority, Node would trust all public ones. */
function authorities(pem: string, source: PemSource): string[] {
  const found = certificatesIn(pem);
  if (found !== undefined) return found;
  throw new ConfigFileError(
    `tls_server_config: ${nameOf(source, 'client_ca')} holds no certificate; write PEM certificates`,
  );
}

function nameOf(source: PemSource, key: string): string {
  return 'pem' in source ? key : `${key}_file ${JSON.stringify(source.file)}`;
}
