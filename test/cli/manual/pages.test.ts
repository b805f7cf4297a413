import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { manualPages } from '../../../src/cli/manual/pages.ts';
import { runHere } from '../run-here.ts';

const pages = manualPages('2026-01-31');

it.each([...pages])('mandoc has nothing to say about %s', (_file, text) => {
  const { status, stdout, stderr } = spawnSync('mandoc', ['-Tlint', '-Wall'], { input: text, encoding: 'utf8' });

  expect(stdout + stderr).toBe('');
  expect(status).toBe(0);
});

/** A page as man(1) shows it, without what it does for paper. */
function shown(file: string): string {
  const { stdout } = spawnSync('mandoc', ['-Tutf8', '-Owidth=500'], { input: pages.get(file), encoding: 'utf8' });
  return stdout.replaceAll(/.\p{Cc}(?<!\s)/gu, '').replace(/\s+/g, ' ');
}

it('each command has a page with an example, its options, and all that --help says of them', async () => {
  const { stdout } = await runHere(['--help']);
  const commands = [...(stdout.split('\nCommands:\n')[1]?.matchAll(/^ {2}([a-z-]+) /gm) ?? [])].map(
    ([, name]) => name ?? '',
  );

  expect([...pages.keys()].sort()).toEqual(
    ['shimdex.1', ...commands.filter((name) => name !== 'help').map((name) => `shimdex-${name}.1`)].sort(),
  );
  for (const name of commands.filter((each) => each !== 'help')) {
    const page = shown(`shimdex-${name}.1`);
    const help = (await runHere([name, '--help'])).stdout.split('\nGlobal Options:')[0] ?? '';
    for (const [flag] of help.matchAll(/(?<=^ {2}.*)--[a-z-]+/gm)) expect(page).toContain(flag);
    expect(page).toMatch(/EXAMPLES .* shimdex /);
  }
});

it('the main page has the options of every command, and the exit statuses', () => {
  const page = shown('shimdex.1');

  for (const text of [
    '--containerd-socket auto|none',
    '--deny GLOB',
    'shimdex-resolve(1)',
    'SHIMDEX_SEARCH_PATH',
    'NO_COLOR',
  ]) {
    expect(page).toContain(text);
  }
  expect(page).toMatch(/EXIT STATUS 0 .* 1 .* 2 .* 3 /);
});
