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
const slow = new Set(['node:child_process', 'node:crypto', 'node:http', 'node:http2', 'node:net', 'node:zlib']);
const app = join(__dirname, 'app');
/** What all quick commands load, by path below `app`. */
const quick = run(join(app, 'quick.js'));

function load(file) {
  const known = modules.get(file);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(file, module);
  const folder = dirname(file);
  const requireFrom = (id) => (id.startsWith('.') ? load(join(folder, id)) : slow.has(id) ? whenUsed(id) : require(id));
  const start = quick[relative(app, file)] ?? run(file);
  start(module.exports, requireFrom, module, file, folder);
  return module.exports;
}

/** A module of Node that is loaded when something of it is used or listed. */
function whenUsed(id) {
  return new Proxy(
    {},
    {
      get: (_, name) => require(id)[name],
      ownKeys: () => Reflect.ownKeys(require(id)),
      getOwnPropertyDescriptor: (_, name) => ({ value: require(id)[name], configurable: true, enumerable: true }),
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
load(join(app, 'main.js'));
