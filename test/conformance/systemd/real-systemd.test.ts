import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { groupsOf, readVectors, type UnitVectors, vectorsFile } from './cases.ts';
import { askSystemd, canBoot } from './machine.ts';

/** Set to write down what systemd answers here, instead of comparing it. */
const isRecording = process.env['SHIMDEX_RECORD'] === '1';

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
