import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { readSystemdService } from '../../../src/sources/systemd/read-service.ts';
import { groupsOf, readVectors, writeHost } from './cases.ts';
import { expectedProcess, expectedShow, foretoldProcess, shownService } from './compared.ts';

const vectors = readVectors();

it('the vectors hold 101 units', () => {
  expect(vectors.cases).toHaveLength(101);
});

describe.each([...groupsOf(vectors)])('host %s', (_, cases) => {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-units-'));
  const files = new HostFiles(root);
  beforeAll(() => writeHost(root, vectors, cases));
  afterAll(() => rmSync(root, { recursive: true }));

  it.each(cases)('readSystemdService() reads what systemd shows: $unit, $what', ({ unit, answer }) => {
    const service = readSystemdService(files, unit);

    expect(shownService(service)).toEqual(expectedShow(answer.show));
  });

  const started = cases.filter((one) => one.answer.process !== undefined);
  it.each(started)('readSystemdService() gives what the process has: $unit, $what', ({ unit, answer }) => {
    const service = readSystemdService(files, unit);

    expect(foretoldProcess(service)).toEqual(answer.process && expectedProcess(answer.process));
  });

  const failed = cases.filter(({ answer }) => answer.show['Result'] === 'resources');
  it.each(failed)('readSystemdService() names the environment file that is missing: $unit, $what', ({ unit }) => {
    expect(readSystemdService(files, unit).missingEnvironmentFile).toBeDefined();
  });
});
