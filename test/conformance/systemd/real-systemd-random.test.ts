import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { readSystemdService } from '../../../src/sources/systemd/read-service.ts';
import { seedsWith } from '../../seeds.ts';
import { type Answer, readVectors, writeHost } from './cases.ts';
import { expectedProcess, expectedShow, foretoldProcess, shownService } from './compared.ts';
import { askSystemd, canBoot } from './machine.ts';
import { type RandomUnit, randomManagers, randomUnits } from './random-hosts.ts';

const unitsPerSeed = 100;
const managersPerSeed = 10;
const vectors = readVectors();

describe.runIf(canBoot()).each(seedsWith(20_261_130))('with seed %i', (seed) => {
  it('readSystemdService() reads units as systemd does', { timeout: 300_000 }, async () => {
    const [units = []] = fc.sample(randomUnits(unitsPerSeed), { seed, numRuns: 1 });

    expect(await differing(units)).toEqual([]);
  });

  it('readSystemdService() knows what the manager gives a service', { timeout: 300_000 }, async () => {
    const [hosts = []] = fc.sample(randomManagers(managersPerSeed), { seed, numRuns: 1 });
    const found: unknown[] = [];
    for (const host of hosts) found.push(...(await differing([host])));

    expect(found).toEqual([]);
  });
});

/** The units of a host that systemd and shimdex do not read alike. */
async function differing(units: readonly RandomUnit[]): Promise<readonly unknown[]> {
  const cases = units.map((unit) => ({ ...unit, answer: { show: {} } }));
  const answers = await askSystemd(vectors, cases);
  const root = mkdtempSync(join(tmpdir(), 'shimdex-units-'));
  try {
    writeHost(root, vectors, cases);
    const files = new HostFiles(root);
    return units.flatMap(({ unit, files: texts, links }) => {
      const answer: Answer = answers.get(unit) ?? { show: {} };
      const service = readSystemdService(files, unit);
      const { process } = answer;
      const read = { show: shownService(service), process: process && foretoldProcess(service) };
      const real = { show: expectedShow(answer.show), process: process && expectedProcess(process) };
      return JSON.stringify(read) === JSON.stringify(real) ? [] : [{ unit, texts, links, read, real }];
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
