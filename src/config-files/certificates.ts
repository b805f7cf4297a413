import { X509Certificate } from 'node:crypto';

/** The certificates in a PEM text; undefined if there is none, or if one of them cannot be read. */
export function certificatesIn(pem: string): string[] | undefined {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const certificate of found) new X509Certificate(certificate);
    return found.length > 0 ? [...found] : undefined;
  } catch {
    return undefined;
  }
}
