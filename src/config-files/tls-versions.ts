/** TLS versions as Prometheus' files name them, and as Node does. */
export const tlsVersions = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
} as const;

/** A TLS version as Prometheus' files name it. */
export type TlsVersion = keyof typeof tlsVersions;
