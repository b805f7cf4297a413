import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { assertLeanStart, loadedByQuickCommands, partsOfSchemas } from './lean-start.js';
import { inOneScope } from './one-scope.js';
import { thirdPartyLicences } from './third-party-licences.js';
import { warmCodeCache } from './warm-code-cache.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });

// The package of npm leaves out what npm installs next to it; see docs/decisions/0013-packages.md.
const forNpm = process.argv.includes('--for-npm');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/**
 * What packages load at their start, and we do not use: bodies, files, MIME types and nested queries of express; results
 * as a stream and patterns with braces of fast-glob; logs that pino writes by itself or in a thread.
 */
const unused =
  /^(?:body-parser|serve-static|send|mime-types|qs|merge2|braces|sonic-boom|on-exit-leak-free|worker_threads|\.\/(?:lib\/)?transport)$/;

/** Leaves that out: it is half of the code of the service. What would use it fails with its name. */
const withoutUnused = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: unused }, ({ path, importer }) =>
      importer.includes('node_modules') ? { path, namespace: 'unused' } : undefined,
    );
    // fast-glob counts the processors at its start, which reads a file for each of them.
    onResolve({ filter: /^os$/ }, ({ path, importer }) =>
      importer.includes('/fast-glob/') ? { path, namespace: 'uncounted' } : undefined,
    );
    onLoad({ filter: /^os$/, namespace: 'uncounted' }, () => ({
      contents: `module.exports = { ...require('node:os'), cpus: () => [] };`,
    }));
    onLoad({ filter: unused, namespace: 'unused' }, ({ path }) => ({
      contents: `const fail = () => { throw new Error('${path} is not in this bundle: see scripts/build.js'); };
        module.exports = new Proxy(fail, { get: (_, name) => (name === Symbol.hasInstance ? undefined : fail) });`,
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

// … then turned into CommonJS, which V8's code cache takes and which starts without the ES module loader. What quick
// commands load is one file with one scope: fifty small ones take longer to read than to run.
const quickParts = loadedByQuickCommands(metafile);
const lateParts = partsOfSchemas(metafile);
const parts = new Map(
  outputFiles
    .filter((file) => file.path.endsWith('.js'))
    .map(({ path, text }) => {
      const name = relative('dist/app', path);
      return [name, { text: markLateParts(text), exports: metafile.outputs[`dist/app/${name}`].exports }];
    }),
);
mkdirSync('dist/app/chunks', { recursive: true });
writeFileSync('dist/app/quick.js', await asScript(await inOneScope(parts, quickParts)));
for (const [name, { text }] of parts) {
  if (!quickParts.has(name)) writeFileSync(join('dist/app', name), await asScript(text));
}

const legalComments = outputFiles.filter((file) => file.path.endsWith('.LEGAL.txt')).map((file) => file.text);
writeFileSync('dist/third-party-licences.txt', [thirdPartyLicences(metafile), ...legalComments].join('\n\n'));
// The program prints its sections, and serves them to the page.
mkdirSync('dist/docs');
copyFileSync('docs/findings.md', 'dist/docs/findings.md');
writeFileSync('dist/package.json', '{"type":"commonjs"}\n');
copyFileSync('scripts/start.cjs', 'dist/main.js');
chmodSync('dist/main.js', 0o755);
const pluginScript = readFileSync('scripts/docker-shimdex', 'utf8').replace('VERSION', () => manifest.version);
writeFileSync('dist/docker-shimdex', pluginScript);
chmodSync('dist/docker-shimdex', 0o755);
if (!forNpm) await warmCodeCache();

/**
 * Marks the imports of zod and of schemas for scripts/start.cjs: they take long to load, and most requests do not need
 * them.
 */
function markLateParts(text) {
  return text.replace(/(?<=^import [^;]*? from ")(?=\.[^"]*\/([^"/]+)")/gm, (_none, name) =>
    lateParts.has(name) ? 'when-used:' : '',
  );
}

/** A part, or what is joined of parts, as the script that scripts/start.cjs runs. */
async function asScript(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname' },
    // Shorter names make the package a quarter smaller, but the program starts a little later.
    ...(forNpm ? { minify: true } : { minifySyntax: true, minifyWhitespace: true }),
  });
  return `(${asFunction(code)})`;
}

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
