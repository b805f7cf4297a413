// Loaded into the service that is measured: on SIGUSR2, it collects all garbage and writes down what is left, in bytes.
const { renameSync, writeFileSync } = require('node:fs');

const file = process.env.SHIMDEX_BENCH_MEMORY;

process.on('SIGUSR2', () => {
  for (let round = 0; round < 2; round++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(`${file}.part`, String(heapUsed + external));
  renameSync(`${file}.part`, file);
});
