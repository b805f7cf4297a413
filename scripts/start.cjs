#!/usr/bin/env node
// Starts the bundle next to this file, with the code cache that V8 kept from compiling it before; see docs/decisions/0002-bundle.md.
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

/** Modules that were loaded, by file. */
const modules = new Map();

function load(file) {
  const known = modules.get(file);
  if (known !== undefined) return known.module.exports;
  const script = compile(file);
  const module = { exports: {} };
  modules.set(file, { module, script });
  const folder = dirname(file);
  const requireFrom = (id) => (id.startsWith('.') ? load(join(folder, id)) : require(id));
  script.runInThisContext()(module.exports, requireFrom, module, file, folder);
  return module.exports;
}

/** V8 passes over a cache that another Node wrote, or other flags; the code is then compiled as usual. */
function compile(file) {
  // ASCII; see scripts/build.js.
  const source = readFileSync(file, 'latin1');
  return new Script(source, { filename: file, cachedData: readCache(`${file}.cache`) });
}

function readCache(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

// The build asks for the scripts once they ran; see scripts/code-cache.cjs.
module.exports = modules;
load(join(__dirname, 'app', 'main.js'));
