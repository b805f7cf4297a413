import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { groupsOf, readVectors, type UnitVectors, vectorsFile } from './cases.ts';
import { askSystemd } from './machine.ts';

/** Set to write down what systemd answers here, instead of comparing it. */
const isRecording = process.env['SHIMDEX_RECORD'] === '1';

/** The cases are recorded with this release; another one is not compared word for word. */
const RECORDED_RELEASE = 'systemd 252 ';

/** Root, namespaces and the recorded release are needed; elsewhere only the recorded answers are used. */
function canBoot(): boolean {
  const version = spawnSync('/lib/systemd/systemd', ['--version'], { encoding: 'utf8' });
  const namespace = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']);
  return process.getuid?.() === 0 && namespace.status === 0 && (version.stdout ?? '').startsWith(RECORDED_RELEASE);
}

it.runIf(canBoot())('real systemd answers what is recorded', { timeout: 600_000 }, async () => {
  const vectors = readVectors();
  const asked: UnitVectors['cases'][number][] = [];
  for (const cases of groupsOf(vectors).values()) {
    const answers = await askSystemd(vectors, cases);
    for (const one of cases) asked.push({ ...one, answer: answers.get(one.unit) ?? { show: {} } });
  }
  if (isRecording) writeFileSync(vectorsFile, `${JSON.stringify({ ...vectors, cases: asked }, null, 1)}\n`);

  for (const [index, one] of asked.entries()) {
    const { what, answer } = isRecording ? one : (vectors.cases[index] ?? one);
    expect({ what, answer: one.answer }).toEqual({ what, answer });
  }
});
