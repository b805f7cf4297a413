import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { lstat } from '../../../src/sources/tree/host-paths.ts';
import { oncePerTurn } from '../../../src/sources/tree/once-per-turn.ts';

it('looks at a directory once in a turn of the event loop, and at a file each time', async () => {
  const directory = fs.mkdtempSync(join(tmpdir(), 'shimdex-turn-'));
  onTestFinished(() => fs.rmSync(directory, { recursive: true }));
  const file = join(directory, 'file');
  fs.writeFileSync(file, '');
  const asked: string[] = [];
  const look = oncePerTurn((path) => {
    asked.push(path);
    return lstat(path);
  });
  for (const path of [directory, file, join(directory, 'none'), directory, file]) look(path);
  expect(asked).toEqual([directory, file, join(directory, 'none'), file]);

  fs.chmodSync(directory, 0o700);
  await nextTurn();
  expect(Number(look(directory)?.mode) & 0o777).toBe(0o700);
});
