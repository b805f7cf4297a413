import * as z from 'zod';
import { headerValue } from '../../../config-files/header-value.ts';
import { mapping, text, texts, tlsVersion, truth } from '../../../config-files/values.ts';
import { parseGoDuration } from './go-duration.ts';
import { cipherNames, curveNames } from './go-tls-names.ts';

/**
 * The file as exporter-toolkit defines it (`docs/web-configuration.md`, `web/tls_config.go`). YAML gives every value as
 * the text it is written as. null values are removed first, as Go keeps the zero value for them.
 */

/** Policies for client certificates; `RequireClientCert` is the old name of `RequireAnyClientCert`. */
const clientAuthTypes = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'RequireClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;

const oneOf = (words: readonly string[]) => text.refine((word) => words.includes(word), `write ${words.join(', ')}`);
const listOf = (words: readonly string[]) => z.array(oneOf(words), { error: `write a list of ${words.join(', ')}` });

const TlsServerConfig = z.strictObject(
  {
    cert: text.optional(),
    key: text.optional(),
    client_ca: text.optional(),
    cert_file: text.optional(),
    key_file: text.optional(),
    client_ca_file: text.optional(),
    client_auth_type: z
      .enum(['', ...clientAuthTypes], { error: `write one of ${clientAuthTypes.join(', ')}` })
      .default(''),
    client_allowed_sans: texts.optional(),
    min_version: tlsVersion.default('TLS12'),
    max_version: tlsVersion.default('TLS13'),
    cipher_suites: listOf(cipherNames).default([]),
    prefer_server_cipher_suites: truth.default(true),
    curve_preferences: listOf(curveNames).default([]),
  },
  mapping,
);

/** Go writes line breaks in a header as blanks, and trims it (`net/http/header.go`, `writeSubset`). */
const header = text
  .transform((written) => headerValue(written.replaceAll(/[\r\n]/g, ' ').trim()))
  .refine((value) => value !== undefined, 'write a value without control characters');

/** The headers a site may set, and the possible values where there are few. */
const Headers = z.strictObject(
  {
    'Content-Security-Policy': header.optional(),
    'Strict-Transport-Security': header.optional(),
    'X-Content-Type-Options': oneOf(['nosniff']).optional(),
    'X-Frame-Options': oneOf(['deny', 'sameorigin']).optional(),
    'X-XSS-Protection': header.optional(),
  },
  mapping,
);

const HttpServerConfig = z.strictObject({ http2: truth.default(true), headers: Headers.prefault({}) }, mapping);

/** 60 characters, the cost from 4 to 20: more would take minutes a try. */
const bcryptHash = /^\$2[aby]\$(?:0[4-9]|1\d|20)\$[./A-Za-z0-9]{53}$/;
const hash = text.regex(bcryptHash, 'write a bcrypt hash of cost 4 to 20, as "htpasswd -nBC 10 NAME" prints it');

const duration = text
  .transform((written) => parseGoDuration(written) ?? Number.NaN)
  .refine((ms) => !Number.isNaN(ms), 'write a duration, such as 100ms or 1s');

const count = text.regex(/^\d{1,9}$/, 'write a whole number').transform(Number);

const RateLimit = z.strictObject({ interval: duration.prefault('0'), burst: count.prefault('0') }, mapping);

/** The whole file. */
export const WebConfigDocument = z.strictObject(
  {
    tls_server_config: TlsServerConfig.prefault({}),
    http_server_config: HttpServerConfig.prefault({}),
    basic_auth_users: z.record(z.string(), hash, mapping).default({}),
    rate_limit: RateLimit.prefault({}),
  },
  mapping,
);
export type WebConfigDocument = Readonly<z.output<typeof WebConfigDocument>>;

/** The keys that are allowed at a place of the file. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const shapes: Readonly<Record<string, object>> = {
    '': WebConfigDocument.shape,
    tls_server_config: TlsServerConfig.shape,
    http_server_config: HttpServerConfig.shape,
    'http_server_config.headers': Headers.shape,
    rate_limit: RateLimit.shape,
  };
  return Object.keys(shapes[path.join('.')] ?? {});
}
