import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { manPages } from './man-pages.js';

// node scripts/package-deb.js [DIRECTORY]: makes shimdex_VERSION_all.deb there of what was built.
const output = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
process.umask(0o022);
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
// A pre-release comes before its release.
const version = manifest.version.replaceAll('-', '~');
const file = join(output, `shimdex_${version}_all.deb`);
if (!existsSync('dist/main.js')) throw new Error('Cannot package what is not built: write "npm run package:deb"');

/** The places where shells look for completion. */
const completions = {
  bash: 'usr/share/bash-completion/completions/shimdex',
  zsh: 'usr/share/zsh/vendor-completions/_shimdex',
  fish: 'usr/share/fish/vendor_completions.d/shimdex.fish',
};

const tree = mkdtempSync(join(tmpdir(), 'shimdex-deb-'));
try {
  chmodSync(tree, 0o755);
  layOut();
  await document();
  describe();
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', tree, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.stdout.write(`${file}\n`);
} finally {
  rmSync(tree, { recursive: true, force: true });
}

/** The files of the package. A code cache fits one Node only, and Debian brings its own. */
function layOut() {
  copy(
    'dist',
    'usr/share/shimdex/dist',
    (path) => extname(path) !== '.cache' && basename(path) !== 'third-party-licences.txt',
  );
  copy('public', 'usr/share/shimdex/public', (path) => !/\.(?:json|d\.ts)$/.test(path));
  copy('deploy/systemd', 'usr/lib/systemd/system');
  copy('deploy/debian/default', 'etc/default/shimdex');
  mkdirSync(join(tree, 'usr/bin'));
  symlinkSync('../share/shimdex/dist/main.js', join(tree, 'usr/bin/shimdex'));
  const dockerPlugins = 'usr/libexec/docker/cli-plugins';
  mkdirSync(join(tree, dockerPlugins), { recursive: true });
  symlinkSync('../../../share/shimdex/dist/docker-shimdex', join(tree, dockerPlugins, 'docker-shimdex'));
  const documents = 'usr/share/doc/shimdex';
  // The pages link to each other, so all of them are there. The pictures of the dashboard are for README.md.
  copy('docs', documents, (path) => extname(path) !== '.png' && basename(path) !== 'docker-run-advice.svg');
  write(`${documents}/copyright`, copyright());
  write(`${documents}/changelog.gz`, gzipSync(readFileSync('CHANGELOG.md'), { level: 9 }));
}

async function document() {
  for (const [shell, place] of Object.entries(completions)) {
    write(place, execFileSync(process.execPath, ['dist/main.js', 'completion', shell]));
  }
  for (const [name, text] of await manPages()) {
    write(`usr/share/man/man1/${name}.gz`, gzipSync(text, { level: 9 }));
  }
}

function describe() {
  for (const path of files('.')) {
    chmodSync(join(tree, path), /\/dist\/(?:main\.js|docker-shimdex)$/.test(path) ? 0o755 : 0o644);
  }
  const bytes = files('.').reduce((sum, path) => sum + statSync(join(tree, path)).size, 0);
  const control = {
    Package: 'shimdex',
    Version: version,
    Architecture: 'all',
    Maintainer: 'The shimdex authors <root@localhost>',
    'Installed-Size': Math.ceil(bytes / 1024),
    'Pre-Depends': 'init-system-helpers (>= 1.54~)',
    Depends: 'nodejs (>= 20.19)',
    Enhances: 'containerd, docker.io',
    Section: 'admin',
    Priority: 'optional',
    Description: `${manifest.description.split(',')[0]}\n ${manifest.description}.`,
  };
  const sums = files('.').map(
    (path) =>
      `${createHash('md5')
        .update(readFileSync(join(tree, path)))
        .digest('hex')}  ${path}`,
  );
  write(
    'DEBIAN/control',
    `${Object.entries(control)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')}\n`,
  );
  write('DEBIAN/conffiles', '/etc/default/shimdex\n');
  write('DEBIAN/md5sums', `${sums.join('\n')}\n`);
  for (const script of ['postinst', 'prerm', 'postrm']) {
    copy(`deploy/debian/${script}`, `DEBIAN/${script}`);
    chmodSync(join(tree, 'DEBIAN', script), 0o755);
  }
}

function copyright() {
  const texts = [
    readFileSync('LICENSE', 'utf8'),
    'The program contains these packages.',
    readFileSync('dist/third-party-licences.txt', 'utf8'),
  ];
  return texts.join('\n\n');
}

/** Regular files below a directory of the tree, in a fixed order. */
function files(directory) {
  const entries = readdirSync(join(tree, directory), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)));
  return paths.filter((path) => !path.startsWith('DEBIAN/')).sort();
}

function copy(from, to, filter = () => true) {
  cpSync(from, join(tree, to), { recursive: true, filter });
}

function write(path, content) {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
}
