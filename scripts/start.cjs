#!/usr/bin/env node
// Starts the bundle next to this file, with the code cache that V8 kept from compiling it before; see docs/decisions/0002-bundle.md.
const { readFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { Script } = require('node:vm');

/** Scripts that were compiled, by file. */
const scripts = new Map();
/** Modules that were loaded, by file. */
const modules = new Map();
/** What Node itself does not load at its start, and most commands do not use. */
const slow = new Set([
  'node:child_process',
  'node:crypto',
  'node:dns/promises',
  'node:fs/promises',
  'node:http',
  'node:http2',
  'node:net',
  'node:v8',
  'node:zlib',
  'stream',
  'tty',
]);
/** How the build marks parts that are needed late; see scripts/lean-start.js. */
const late = 'when-used:';
const app = join(__dirname, 'app');
/** Gives what quick commands load, by path below `app`. */
let quick = {};

function load(file) {
  const known = modules.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(file, module);
  const folder = dirname(file);
  const requireFrom = (id) => {
    if (id.startsWith('.')) return load(join(folder, id));
    if (id.startsWith(late)) return whenUsed(() => load(join(folder, id.slice(late.length))));
    return slow.has(id) ? whenUsed(() => require(id)) : require(id);
  };
  const joined = quick[relative(app, file)];
  if (joined !== undefined) module.exports = joined();
  else run(file)(module.exports, requireFrom, module, file, folder);
  return module.exports;
}

/** A module that is loaded when something of it is used or listed. */
function whenUsed(loaded) {
  return new Proxy(
    {},
    {
      get: (_, name) => loaded()[name],
      ownKeys: () => Reflect.ownKeys(loaded()),
      getOwnPropertyDescriptor: (_, name) => ({ value: loaded()[name], configurable: true, enumerable: true }),
    },
  );
}

/** V8 does not use a cache of another Node or of other flags; the code is then compiled as usual. */
function run(file) {
  // ASCII; see scripts/build.js.
  const source = readFileSync(file, 'latin1');
  const script = new Script(source, { filename: file, cachedData: readCache(`${file}.cache`) });
  scripts.set(file, script);
  return script.runInThisContext();
}

function readCache(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

// The build asks for the scripts once they ran; see scripts/code-cache.cjs.
module.exports = scripts;
quick = load(join(app, 'quick.js'));
load(join(app, 'main.js'));
