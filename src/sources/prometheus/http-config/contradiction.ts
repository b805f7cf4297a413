import type { HttpConfigDocument } from './document.ts';

/**
 * What contradicts itself in the file, in the words of Prometheus; undefined if nothing does.
 *
 * Source: prometheus/common, `HTTPClientConfig.Validate` and `TLSConfig.Validate`.
 */
export function contradictionIn(document: HttpConfigDocument): string | undefined {
  return authorizationProblem(document) ?? basicAuthProblem(document) ?? tlsProblem(document.tls_config);
}

function authorizationProblem(document: HttpConfigDocument): string | undefined {
  const { basic_auth, authorization, bearer_token, bearer_token_file } = document;
  const bearer = bearer_token !== '' || bearer_token_file !== '';
  if (bearer_token !== '' && bearer_token_file !== '') {
    return 'at most one of bearer_token & bearer_token_file must be configured';
  }
  if (basic_auth !== undefined && bearer) {
    return 'at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured';
  }
  if (authorization === undefined) return undefined;
  if (bearer) return 'authorization is not compatible with bearer_token & bearer_token_file';
  if (areBoth(authorization.credentials, authorization.credentials_file)) {
    return 'at most one of authorization credentials & credentials_file must be configured';
  }
  if (authorization.type.trim().toLowerCase() === 'basic') {
    return 'authorization type cannot be set to "basic", use "basic_auth" instead';
  }
  if (basic_auth !== undefined) return 'at most one of basic_auth, oauth2 & authorization must be configured';
  return undefined;
}

function basicAuthProblem({ basic_auth }: HttpConfigDocument): string | undefined {
  if (basic_auth === undefined) return undefined;
  if (areBoth(basic_auth.username, basic_auth.username_file)) {
    return 'at most one of basic_auth username, username_file & username_ref must be configured';
  }
  if (areBoth(basic_auth.password, basic_auth.password_file)) {
    return 'at most one of basic_auth password, password_file & password_ref must be configured';
  }
  return undefined;
}

function tlsProblem(tls: HttpConfigDocument['tls_config']): string | undefined {
  for (const key of ['ca', 'cert', 'key'] as const) {
    if (areBoth(tls[key], tls[`${key}_file`])) {
      return `at most one of ${key}, ${key}_file & ${key}_ref must be configured`;
    }
  }
  const [cert, key] = [tls.cert + tls.cert_file, tls.key + tls.key_file];
  if (cert !== '' && key === '') {
    return 'exactly one of key or key_file must be configured when a client certificate is configured';
  }
  if (key !== '' && cert === '') {
    return 'exactly one of cert or cert_file must be configured when a client key is configured';
  }
  if (tls.min_version > tls.max_version) {
    return 'tls_config: no version of TLS is left; write a min_version up to max_version';
  }
  return undefined;
}

function areBoth(one: string, other: string): boolean {
  return one !== '' && other !== '';
}
