import * as z from 'zod';
import { mapping, text, texts, tlsVersion, truth } from '../../../config-files/values.ts';

/**
 * The `http_config` file of Prometheus (prometheus/common, `config/http_config.go` and `config/headers.go`). What shimdex
 * does not do is refused and never ignored.
 */

const noReferences =
  'is not supported, because shimdex does not know secret managers; write the key that ends in _file';
const noProxy =
  'is not supported, because shimdex connects directly; write the address of a reverse proxy as --prometheus-url';

/** A key that Prometheus knows and shimdex refuses. */
const refused = (error: string) => z.undefined({ error }).optional();

const BasicAuth = z.strictObject(
  {
    username: text.default(''),
    username_file: text.default(''),
    password: text.default(''),
    password_file: text.default(''),
    username_ref: refused(noReferences),
    password_ref: refused(noReferences),
  },
  mapping,
);

const Authorization = z.strictObject(
  {
    type: text.default(''),
    credentials: text.default(''),
    credentials_file: text.default(''),
    credentials_ref: refused(noReferences),
  },
  mapping,
);

const TlsConfig = z.strictObject(
  {
    ca: text.default(''),
    ca_file: text.default(''),
    cert: text.default(''),
    cert_file: text.default(''),
    key: text.default(''),
    key_file: text.default(''),
    server_name: text.default(''),
    insecure_skip_verify: truth.default(false),
    min_version: tlsVersion.default('TLS12'),
    max_version: tlsVersion.default('TLS13'),
    ca_ref: refused(noReferences),
    cert_ref: refused(noReferences),
    key_ref: refused(noReferences),
  },
  mapping,
);

const Header = z.strictObject(
  { values: texts.default([]), secrets: texts.default([]), files: texts.default([]) },
  mapping,
);

/** The whole file. An empty text means that a key is not configured, as in Go. */
export const HttpConfigDocument = z.strictObject(
  {
    basic_auth: BasicAuth.optional(),
    authorization: Authorization.optional(),
    bearer_token: text.default(''),
    bearer_token_file: text.default(''),
    tls_config: TlsConfig.prefault({}),
    http_headers: z.record(z.string(), Header, mapping).default({}),
    follow_redirects: truth.default(true),
    enable_http2: truth.default(true),
    oauth2: refused('is not supported; write authorization with a credentials_file that another program renews'),
    proxy_url: refused(noProxy),
    no_proxy: refused(noProxy),
    proxy_connect_header: refused(noProxy),
    proxy_from_environment: truth.refine((from) => !from, noProxy).optional(),
  },
  mapping,
);
export type HttpConfigDocument = Readonly<z.output<typeof HttpConfigDocument>>;

/** The keys to write at a place of the file. */
export function keysAt([section, header]: readonly PropertyKey[]): readonly string[] {
  if (section === 'http_headers') return header === undefined ? ['NAME'] : Object.keys(Header.shape);
  const shapes: Readonly<Record<string, object>> = {
    basic_auth: BasicAuth.shape,
    authorization: Authorization.shape,
    tls_config: TlsConfig.shape,
  };
  const shape = section === undefined ? HttpConfigDocument.shape : (shapes[String(section)] ?? {});
  return Object.keys(shape).filter((key) => !/_ref$|proxy|oauth2/.test(key));
}
