import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a certificate and its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority made by openssl(1), in a directory of its own. */
export class Authority implements Certificate {
  readonly cert: string;
  readonly key: string;
  readonly #directory: string;
  #made = 0;

  constructor(directory: string) {
    mkdirSync(directory);
    this.#directory = directory;
    this.cert = join(directory, 'ca.pem');
    this.key = join(directory, 'ca-key.pem');
    const subject = ['-subj', '/CN=shimdex test authority', '-days', '2'];
    openssl('req', '-x509', ...newKey, '-keyout', this.key, '-out', this.cert, ...subject);
  }

  /** Signs a certificate for a server or a client with these alternative names, such as `DNS:a.example`. */
  sign(usage: 'serverAuth' | 'clientAuth', names: string): Certificate {
    this.#made += 1;
    const at = (name: string) => join(this.#directory, `${this.#made}-${name}`);
    openssl('req', ...newKey, '-keyout', at('key.pem'), '-out', at('request.pem'), '-subj', `/CN=${usage}`);
    writeFileSync(at('extensions'), `subjectAltName=${names}\nextendedKeyUsage=${usage}\n`);
    const signer = ['-CA', this.cert, '-CAkey', this.key, '-CAcreateserial', '-days', '2'];
    openssl('x509', '-req', '-in', at('request.pem'), ...signer, '-extfile', at('extensions'), '-out', at('cert.pem'));
    return { cert: at('cert.pem'), key: at('key.pem') };
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
