// Runs the built program as `node code-cache.cjs ARGUMENTS...` and keeps what V8 compiled on the way.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');

const program = join(__dirname, '..', 'dist', 'main.js');
process.argv.splice(1, 1, program);
const scripts = require(program);

process.once('exit', () => {
  // V8 uses a cache only with the flags that it was made with, and commands change this one (src/cli/v8.ts).
  setFlagsFromString('--max-optimized-bytecode-size=61440');
  for (const [file, script] of scripts) writeFileSync(`${file}.cache`, script.createCachedData());
});
