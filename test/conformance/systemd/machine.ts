import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type Answer, type UnitCase, type UnitVectors, writeHost } from './cases.ts';

const NAMESPACES = ['--mount', '--pid', '--fork', '--kill-child', '--uts', '--ipc', '--cgroup', '--mount-proc'];
const PROPERTIES = [
  ...['LoadState', 'Id', 'FragmentPath', 'DropInPaths', 'KillMode', 'Delegate', 'Restart'],
  ...['BindsTo', 'Requires', 'PartOf', 'WorkingDirectory', 'User', 'Group', 'Result'],
];
/** Variables that systemd adds about the start, its console and the user. */
const LEFT_OUT = new Set([
  ...['LANG', 'INVOCATION_ID', 'SYSTEMD_EXEC_PID', 'JOURNAL_STREAM', 'TERM', 'container', 'LISTEN_FDS', 'LISTEN_PID'],
  ...['USER', 'LOGNAME', 'HOME', 'SHELL', 'LISTEN_FDNAMES', 'MEMORY_PRESSURE_WATCH', 'MEMORY_PRESSURE_WRITE'],
]);

/** The cases are recorded with this release; another one is not compared word for word. */
const RECORDED_RELEASE = 'systemd 252 ';

/** Root, namespaces and the recorded release are needed; elsewhere only the recorded answers are used. */
export function canBoot(): boolean {
  const version = spawnSync('/lib/systemd/systemd', ['--version'], { encoding: 'utf8' });
  const namespace = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']);
  return process.getuid?.() === 0 && namespace.status === 0 && (version.stdout ?? '').startsWith(RECORDED_RELEASE);
}

/** Boots the installed systemd with the cases of one host and collects its answers by unit. */
export async function askSystemd(vectors: UnitVectors, cases: readonly UnitCase[]): Promise<Map<string, Answer>> {
  const work = mkdtempSync(join(tmpdir(), 'shimdex-systemd-'));
  const tree = join(work, 'tree');
  const results = join(work, 'results');
  mkdirSync(results);
  writeHost(tree, vectors, cases);
  writeFileSync(join(results, 'units'), cases.map(({ unit }) => `${unit}\n`).join(''));
  const script = join(import.meta.dirname, 'boot.sh');
  const machine = spawn('unshare', [...NAMESPACES, 'bash', script, tree, results], { stdio: 'ignore' });
  const ended = new Promise((resolve) => machine.once('exit', resolve));
  try {
    await vi.waitFor(() => expect(existsSync(join(results, 'done'))).toBe(true), { timeout: 240_000, interval: 50 });
    return new Map(cases.map(({ unit }) => [unit, readAnswer(join(results, unit))]));
  } finally {
    machine.kill('SIGKILL');
    await ended;
    rmSync(work, { recursive: true, force: true });
  }
}

function readAnswer(base: string): Answer {
  const show = new Map(lines(`${base}.show`).map((line) => [line.split('=', 1)[0] ?? '', line.replace(/^[^=]*=/, '')]));
  const properties = Object.fromEntries(PROPERTIES.map((key) => [key, inOrder(key, show.get(key) ?? '')]));
  if (!existsSync(`${base}.cwd`)) return { show: properties };
  const environment = strings(`${base}.environ`).map(
    (text) => [text.split('=', 1)[0] ?? '', text.replace(/^[^=]*=/s, '')] as const,
  );
  return {
    show: properties,
    process: {
      // The first is the interpreter of the probe.
      argv: strings(`${base}.argv`).slice(1),
      environment: Object.fromEntries(environment.filter(([name]) => !LEFT_OUT.has(name)).sort()),
      cwd: lines(`${base}.cwd`)[0] ?? '',
    },
  };
}

/** systemd prints the units a unit needs in any order. */
function inOrder(key: string, text: string): string {
  return ['BindsTo', 'Requires', 'PartOf'].includes(key) ? text.split(' ').sort().join(' ') : text;
}

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

function strings(file: string): string[] {
  return readFileSync(file, 'utf8').split('\0').slice(0, -1);
}
