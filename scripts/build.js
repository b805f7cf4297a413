import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { assertLeanStart, loadedByQuickCommands } from './lean-start.js';
import { thirdPartyLicences } from './third-party-licences.js';
import { warmCodeCache } from './warm-code-cache.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });

// The package of npm leaves out what npm installs next to it; see docs/decisions/0013-packages.md.
const forNpm = process.argv.includes('--for-npm');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/** What express loads at its start, and no route of ours uses: bodies, files, MIME types and nested queries. */
const unused = /^(?:body-parser|serve-static|send|mime-types|qs)$/;

/** Leaves that out: it is half of the code of the service. What would use it fails with its name. */
const withoutUnused = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: unused }, ({ path, importer }) =>
      importer.includes('node_modules') ? { path, namespace: 'unused' } : undefined,
    );
    onLoad({ filter: unused, namespace: 'unused' }, ({ path }) => ({
      contents: `const fail = () => { throw new Error('${path} is not in this bundle: see scripts/build.js'); };
        module.exports = new Proxy(fail, { get: () => fail });`,
    }));
  },
};

// Split as ES modules can be, so that a command loads what it needs …
const { metafile, outputFiles } = await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist/app',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunks/[name]-[hash]',
  external: forNpm ? Object.keys(manifest.dependencies) : [],
  legalComments: 'external',
  plugins: [withoutUnused],
  define: { buildRevision: JSON.stringify(commit()) },
  metafile: true,
  write: false,
  logLevel: 'warning',
});
assertLeanStart(metafile);

// … then turned into CommonJS, which V8's code cache takes and which starts without the ES module loader. What every quick
// command loads is one file: forty small ones take longer to read than to run.
const quickFiles = loadedByQuickCommands(metafile);
const quickCode = [];
for (const { path, text } of outputFiles.filter((file) => file.path.endsWith('.js'))) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname' },
    // Shorter names make the package a quarter smaller, but the program starts a little later.
    ...(forNpm ? { minify: true } : { minifySyntax: true, minifyWhitespace: true }),
  });
  const name = relative('dist/app', path);
  if (quickFiles.has(name)) {
    quickCode.push(`${JSON.stringify(name)}:${asFunction(code)}`);
    continue;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `(${asFunction(code)})`);
}
writeFileSync('dist/app/quick.js', `({${quickCode.join(',\n')}})`);

const legalComments = outputFiles.filter((file) => file.path.endsWith('.LEGAL.txt')).map((file) => file.text);
writeFileSync('dist/third-party-licences.txt', [thirdPartyLicences(metafile), ...legalComments].join('\n\n'));
writeFileSync('dist/package.json', '{"type":"commonjs"}\n');
copyFileSync('scripts/start.cjs', 'dist/main.js');
chmodSync('dist/main.js', 0o755);
const pluginScript = readFileSync('scripts/docker-shimdex', 'utf8').replace('VERSION', () => manifest.version);
writeFileSync('dist/docker-shimdex', pluginScript);
chmodSync('dist/docker-shimdex', 0o755);
if (!forNpm) await warmCodeCache();

/**
 * The function that scripts/start.cjs calls. It is ASCII, because V8 keeps a text with one other character as two bytes for
 * each, and Node decodes ASCII faster. Escapes mean the same in names, texts, templates and regular expressions.
 */
function asFunction(code) {
  const ascii = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `function(exports,require,module,__filename,__dirname){${ascii}\n}`;
}

/** The commit that is built; a tree without git is of no commit. */
function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}
