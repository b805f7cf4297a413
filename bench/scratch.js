import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `work` with a new directory, and removes the directory whatever happens. */
export async function withScratch(work) {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
