import { writeFileSync } from 'node:fs';

/** Writes a small script that can be executed. */
export function writeShim(path, mode = 0o755) {
  writeFileSync(path, '#!/bin/sh\nexit 0\n', { mode });
}
