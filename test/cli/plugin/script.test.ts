import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../http/serving.ts';
import { outcomeOf, program } from '../run-shimdex.ts';

const script = join(program, '..', 'docker-shimdex');
const manifest = JSON.parse(readFileSync(join(program, '..', '..', 'package.json'), 'utf8'));
const withoutNode = { PATH: '/nonexistent' };

/** Runs the script as docker does, with this environment and nothing else. */
function run(args: readonly string[], env: Readonly<Record<string, string>>, file = script) {
  return outcomeOf(spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

it('answers the metadata without Node', async () => {
  const { status, stdout } = await run(['docker-cli-plugin-metadata'], withoutNode);

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    SchemaVersion: '0.1.0',
    Vendor: 'The shimdex authors',
    Version: manifest.version,
    ShortDescription: expect.stringMatching(/^Show which container runtimes/),
  });
});

it('answers after a command that did not fail without Node', async () => {
  const request = JSON.stringify({ RootCmd: 'run', Flags: { rm: 'true' }, CommandError: '' });

  const outcome = await run(['shimdex', 'docker-cli-plugin-hooks', request], withoutNode);

  expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
});

it('says what to do where node is not on PATH', async () => {
  const { status, stdout, stderr } = await run(['shimdex', 'list'], withoutNode);

  expect([status, stdout]).toEqual([127, '']);
  expect(stderr).toBe(
    'docker shimdex: Cannot find node on PATH: install Node 20.19 or later, or add its directory to PATH\n',
  );
});

it('finds the program behind a link, with blanks in both paths, and without HOME', async () => {
  const directory = join(temporaryDirectory(), 'a  b');
  const link = join(directory, 'cli plugins', 'docker-shimdex');
  mkdirSync(join(directory, 'cli plugins'), { recursive: true });
  cpSync(script, join(directory, 'dist', 'docker-shimdex'));
  writeFileSync(join(directory, 'dist', 'main.js'), 'console.log(JSON.stringify(process.argv.slice(2)))');
  symlinkSync('../dist/docker-shimdex', link);
  const args = ['--context', 'my context', 'shimdex', 'resolve', '', '$(id) "x"\n'];

  const { stdout, stderr } = await run(args, { PATH: process.env['PATH'] ?? '' }, link);

  expect([JSON.parse(stdout), stderr]).toEqual([['docker-cli-plugin', ...args], '']);
});
