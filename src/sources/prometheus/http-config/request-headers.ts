import { ConfigFileError } from '../../../config-files/config-file-error.ts';
import { headerValue } from '../../../config-files/header-value.ts';
import type { HttpConfigDocument } from './document.ts';
import type { NamedFiles } from './named-files.ts';

/** Headers of a request; one with several values is sent several times. */
export type RequestHeaders = Readonly<Record<string, string | string[]>>;

/** Headers that the file may not set. Source: prometheus/common, `config/headers.go`, `reservedHeaders`. */
const reserved: ReadonlySet<string> = new Set([
  'Authorization',
  'Host',
  'Content-Encoding',
  'Content-Length',
  'Content-Type',
  'User-Agent',
  'Connection',
  'Keep-Alive',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Www-Authenticate',
  'Accept-Encoding',
  'X-Prometheus-Remote-Write-Version',
  'X-Prometheus-Remote-Read-Version',
  'X-Prometheus-Scrape-Timeout-Seconds',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
  // Go drops or replaces the following ones. Node would send them, and they change how the body is read.
  'Transfer-Encoding',
  'Trailer',
  'Te',
  'Upgrade',
  'Expect',
]);

/** The headers that the file configures, with the contents of the files it names; throws a `ConfigFileError`. */
export function requestHeaders(document: HttpConfigDocument, files: NamedFiles): RequestHeaders {
  const headers = configuredHeaders(document, files);
  const authorization = authorizationOf(document, files);
  return authorization === undefined ? headers : { ...headers, Authorization: authorization };
}

function configuredHeaders({ http_headers }: HttpConfigDocument, files: NamedFiles): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const [written, { values, secrets, files: names }] of Object.entries(http_headers)) {
    const name = canonicalName(written);
    if (reserved.has(name)) throw new ConfigFileError(`setting header ${JSON.stringify(name)} is not allowed`);
    const place = `http_headers.${written}`;
    const all = [...values, ...secrets, ...names.map((file) => files.secret(file, `${place}.files`))];
    if (all.length > 0) headers[name] = [...(headers[name] ?? []), ...all.map((value) => valueAt(place, value))];
  }
  return headers;
}

/** How Go spells the name of a header (`net/textproto`, `CanonicalMIMEHeaderKey`). */
function canonicalName(name: string): string {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/.test(name)) {
    throw new ConfigFileError(
      'http_headers: a key is not the name of an HTTP header; write a name such as X-Scope-OrgID',
    );
  }
  return name.toLowerCase().replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

function authorizationOf(document: HttpConfigDocument, files: NamedFiles): string | undefined {
  const { basic_auth, authorization, bearer_token, bearer_token_file } = document;
  if (basic_auth !== undefined) {
    const user = either(basic_auth.username, basic_auth.username_file, 'basic_auth.username_file', files);
    const password = either(basic_auth.password, basic_auth.password_file, 'basic_auth.password_file', files);
    return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  if (authorization !== undefined) {
    const { credentials, credentials_file } = authorization;
    const secret = either(credentials, credentials_file, 'authorization.credentials_file', files);
    if (secret === '') throw new ConfigFileError('authorization: it has no credentials; write credentials_file');
    return valueAt('authorization', `${authorization.type.trim() || 'Bearer'} ${secret}`);
  }
  const token = either(bearer_token, bearer_token_file, 'bearer_token_file', files);
  return token === '' ? undefined : valueAt('bearer_token', `Bearer ${token}`);
}

function either(secret: string, file: string, key: string, files: NamedFiles): string {
  return file === '' ? secret : files.secret(file, key);
}

function valueAt(place: string, text: string): string {
  const value = headerValue(text);
  if (value !== undefined) return value;
  throw new ConfigFileError(`${place}: it has a character that a header of HTTP cannot have; write it on one line`);
}
