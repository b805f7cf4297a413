import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { neededLibraries } from './elf-needed.js';

/** Packages of Debian that have the libraries of Node; base-files has the texts of licences. */
const packages = ['libc6', 'libgcc-s1', 'libstdc++6', 'libatomic1', 'base-files'];

/** The path of the loader, which is written in each program. */
const loaders = { amd64: 'lib64/ld-linux-x86-64.so.2', arm64: 'lib/ld-linux-aarch64.so.1' };

/**
 * The shared libraries that `program` needs, from Debian's packages, with the licences and the description of each package.
 * `cache` is a directory that keeps the packages.
 */
export function debianLibraries(architecture, program, cache, work) {
  const archives = join(cache, `debian-${architecture}`);
  if (!existsSync(archives)) download(architecture, archives, work);
  const tree = join(work, 'tree');
  const files = readdirSync(archives)
    .sort()
    .map((name) => join(archives, name));
  for (const file of files) execFileSync('dpkg-deb', ['-x', file, tree]);
  return [
    ...entriesOfLibraries(tree, program, loaders[architecture]),
    ...files
      .filter((file) => !basename(file).startsWith('base-files_'))
      .flatMap((file) => descriptionEntries(file, tree)),
    ...commonLicences(tree),
  ];
}

/**
 * apt uses the sources of this machine and verifies them; it has its own state, so that the machine stays unchanged and
 * packages of another architecture can be had.
 */
function download(architecture, archives, work) {
  const state = join(work, 'apt');
  for (const each of ['lists', 'archives']) mkdirSync(join(state, each, 'partial'), { recursive: true });
  writeFileSync(join(state, 'status'), '');
  const settings = {
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    // The user of apt could not write into this directory.
    'APT::Sandbox::User': 'root',
    'Dir::State': state,
    'Dir::State::status': join(state, 'status'),
    'Dir::Cache': state,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-q', '-o', `${name}=${value}`]);
  const unfinished = mkdtempSync(join(work, 'archives-'));
  const apt = (...words) => execFileSync('apt-get', [...options, ...words], { cwd: unfinished, encoding: 'utf8' });
  apt('update');
  apt('download', ...packages, ...gccBase(apt('--print-uris', 'download', 'libgcc-s1')));
  cpSync(unfinished, archives, { recursive: true });
}

/** The package with the licence of GCC's libraries has the number of their version in its name. */
function gccBase(printed) {
  const [, version] = /libgcc-s1_(\d+)/.exec(printed) ?? [];
  return [`gcc-${version}-base`];
}

/** The loader and every library that is needed, directly or by another library. */
function entriesOfLibraries(tree, program, loader) {
  const libraries = new Map(
    readdirSync(tree, { recursive: true })
      .filter((path) => /^(?:usr\/)?lib\/[^/]+\/[^/]+\.so(?:\.\d+)*$/.test(path))
      .map((path) => [basename(path), path]),
  );
  const entries = new Map();
  const add = (name) => {
    const path = libraries.get(name);
    if (path === undefined)
      throw new Error(`Cannot build an image: no package of ${packages.join(', ')} has "${name}"`);
    if (entries.has(path)) return;
    for (const entry of filesBehind(tree, path)) entries.set(entry.path, entry);
    for (const needed of neededLibraries(readFileSync(join(tree, path)))) add(needed);
  };
  for (const name of [basename(loader), ...neededLibraries(program)]) add(name);
  entries.set(loader, { path: loader, link: `/${libraries.get(basename(loader))}` });
  return [...entries.values()];
}

/** A library is often a link to the file with its whole version. */
function filesBehind(tree, path) {
  const link = linkAt(join(tree, path));
  if (link === undefined) return [{ path, mode: 0o755, content: readFileSync(join(tree, path)) }];
  return [{ path, link }, ...filesBehind(tree, join(dirname(path), link))];
}

function linkAt(file) {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(file) : undefined;
}

/** The licence, and what scanners of images read to know the version of each package. */
function descriptionEntries(file, tree) {
  const name = basename(file).split('_')[0];
  const description = execFileSync('dpkg-deb', ['--info', file, 'control']);
  const entries = [{ path: `var/lib/dpkg/status.d/${name}`, mode: 0o644, content: description }];
  const documents = `usr/share/doc/${name}`;
  const link = linkAt(join(tree, documents));
  return [...entries, link === undefined ? textEntry(tree, `${documents}/copyright`) : { path: documents, link }];
}

/** The texts of licences that the packages refer to. */
function commonLicences(tree) {
  const folder = 'usr/share/common-licenses';
  const documents = readdirSync(join(tree, 'usr/share/doc'), { recursive: true }).filter((path) =>
    path.endsWith('/copyright'),
  );
  const texts = documents.map((path) => readFileSync(join(tree, 'usr/share/doc', path), 'utf8'));
  const named = texts.flatMap((text) => [...text.matchAll(/common-licenses\/([\w.-]*\w)/g)].map(([, name]) => name));
  const known = [...new Set(named)].filter((name) => existsSync(join(tree, folder, name)));
  return known.map((name) => textEntry(tree, `${folder}/${name}`));
}

function textEntry(tree, path) {
  return { path, mode: 0o644, content: readFileSync(join(tree, path)) };
}
