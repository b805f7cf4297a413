// Runs the built program as `node code-cache.cjs ARGUMENTS...` and keeps what V8 compiled on the way.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const program = join(__dirname, '..', 'dist', 'main.js');
process.argv.splice(1, 1, program);
const scripts = require(program);

process.once('exit', () => {
  for (const [file, script] of scripts) writeFileSync(`${file}.cache`, script.createCachedData());
});
