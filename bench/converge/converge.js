import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withScratch } from '../scratch.js';
import { scenarios } from './scenarios.js';
import { timeScenario } from './time-scenario.js';

export const goal =
  '20 scenarios: the inventory equals a fresh look within the verify interval (1 s) + 100 ms, an overlay change within the rescan + 100 ms';

const verifySeconds = 1;
const rescanSeconds = 2;
const slackMs = 100;
const insideVariable = 'SHIMDEX_BENCH_MOUNTS';

/** Runs itself once more in a mount namespace of its own: two scenarios mount, and nothing of it may outlive the run. */
export async function run() {
  if (process.env[insideVariable] !== undefined) return measure();
  const runner = join(import.meta.dirname, '..', 'run.js');
  const { status } = spawnSync(
    'unshare',
    ['--mount', '--propagation', 'private', process.execPath, runner, 'converge'],
    {
      stdio: 'inherit',
      env: { ...process.env, [insideVariable]: '1' },
    },
  );
  return [
    { what: 'scenarios in time', unit: '', ours: status === 0 ? 'all' : 'not all', goal: 'all', met: status === 0 },
  ];
}

async function measure() {
  const rows = [];
  for (const scenario of scenarios) rows.push(await withScratch((scratch) => scenarioRow(scenario, scratch)));
  return rows;
}

async function scenarioRow(scenario, scratch) {
  const limitMs = (scenario.needsRescan ? rescanSeconds : verifySeconds) * 1_000 + slackMs;
  try {
    const ms = await timeScenario(
      scenario,
      scratch,
      [`--verify=${verifySeconds}`, `--rescan=${rescanSeconds}`],
      limitMs,
    );
    return { what: scenario.what, unit: 'ms', ours: ms, goal: `≤ ${limitMs} ms`, met: ms <= limitMs };
  } finally {
    // Whatever a scenario mounted below its directory would keep the directory from being removed.
    execFileSync('sh', ['-c', 'grep -F " $1/" /proc/self/mounts | cut -d" " -f2 | xargs -r umount -l', 'sh', scratch]);
  }
}
