/** Cipher suites below TLS 1.3: Go's names (`crypto/tls`, `CipherSuites`) and OpenSSL's. */
const oldCiphers: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
};

/** The suites of TLS 1.3 have one name everywhere. */
const newCiphers = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'] as const;

const curves: Readonly<Record<string, string>> = {
  CurveP256: 'P-256',
  CurveP384: 'P-384',
  CurveP521: 'P-521',
  X25519: 'X25519',
};

/** Names a file may list as `cipher_suites`. */
export const cipherNames: readonly string[] = [...newCiphers, ...Object.keys(oldCiphers)];

/** Names a file may list as `curve_preferences`. */
export const curveNames: readonly string[] = Object.keys(curves);

/**
 * The list of ciphers OpenSSL takes; undefined leaves the choice to node.
 *
 * Go lets the file choose below TLS 1.3 only: the suites of 1.3 are always there (`crypto/tls`, `Config.CipherSuites`).
 */
export function cipherList(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return [...newCiphers, ...names.flatMap((name) => oldCiphers[name] ?? [])].join(':');
}

/** The list of curves OpenSSL takes; undefined leaves the choice to node. */
export function curveList(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.flatMap((name) => curves[name] ?? []).join(':');
}
