import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Setting, SystemdService } from '../../../src/model/host/systemd.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { readSystemdService } from '../../../src/sources/systemd/read-service.ts';
import { groupsOf, readVectors, type UnitCase, writeHost } from './cases.ts';

const vectors = readVectors();
/** Units that every service of the system manager needs. */
const IMPLIED = /^"?(?:sysinit\.target|system.*\.slice"?|-\.mount)$/;

it('the vectors hold 85 units', () => {
  expect(vectors.cases).toHaveLength(85);
});

describe.each([...groupsOf(vectors)])('host %s', (_, cases) => {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-units-'));
  const files = new HostFiles(root);
  beforeAll(() => writeHost(root, vectors, cases));
  afterAll(() => rmSync(root, { recursive: true }));

  it.each(cases)('readSystemdService() reads what systemd shows: $unit, $what', ({ unit, answer }) => {
    const service = readSystemdService(files, unit);

    expect(shown(service)).toEqual(expected(answer.show));
  });

  const started = cases.filter((one) => one.answer.process !== undefined);
  it.each(started)('readSystemdService() gives what the process has: $unit, $what', ({ unit, answer }) => {
    const service = readSystemdService(files, unit);
    const [first] = service.commands;

    expect({
      argv: [first?.path.split('/').at(-1), ...(first?.argv.slice(1) ?? [])],
      environment: Object.fromEntries(service.environment.map(({ name, value }) => [name, value])),
    }).toEqual({
      argv: [answer.process?.argv[0]?.split('/').at(-1), ...(answer.process?.argv.slice(1) ?? [])],
      environment: answer.process?.environment,
    });
  });

  const failed = cases.filter(({ answer }) => answer.show['Result'] === 'resources');
  it.each(failed)('readSystemdService() names the environment file that is missing: $unit, $what', ({ unit }) => {
    expect(readSystemdService(files, unit).missingEnvironmentFile).toBeDefined();
  });
});

function shown(service: SystemdService) {
  const isLoaded = service.state === 'loaded' || service.state === 'bad-setting';
  return {
    state: service.state,
    id: service.id,
    fragment: service.fragment ?? '',
    dropIns: service.dropIns,
    ...(isLoaded ? settingsOf(service) : {}),
  };
}

function settingsOf(service: SystemdService) {
  return {
    killMode: service.killMode.value,
    restart: service.restart.value,
    isDelegated: service.delegate.value !== 'no',
    bindsTo: values(service.bindsTo),
    requires: values(service.requires),
    partOf: values(service.partOf),
    workingDirectory: service.workingDirectory?.value ?? '',
    user: service.user?.value ?? '',
    group: service.group?.value ?? '',
  };
}

function expected(show: UnitCase['answer']['show']) {
  const isLoaded = show['LoadState'] === 'loaded' || show['LoadState'] === 'bad-setting';
  return {
    state: show['LoadState'],
    id: show['Id'],
    // Debian 12's systemd writes /lib, which is a link to /usr/lib.
    fragment: show['FragmentPath']?.replace(/^\/lib\//, '/usr/lib/'),
    dropIns: words(show['DropInPaths']),
    ...(isLoaded ? expectedSettings(show) : {}),
  };
}

function expectedSettings(show: UnitCase['answer']['show']) {
  return {
    killMode: show['KillMode'],
    restart: show['Restart'],
    isDelegated: show['Delegate'] === 'yes',
    bindsTo: words(show['BindsTo']).sort(),
    requires: words(show['Requires'])
      .filter((name) => !IMPLIED.test(name))
      .sort(),
    partOf: words(show['PartOf']).sort(),
    workingDirectory: (show['WorkingDirectory'] ?? '').replace(/^!/, ''),
    user: show['User'],
    group: show['Group'],
  };
}

function values(settings: readonly Setting<string>[]): string[] {
  return settings.map(({ value }) => value).sort();
}

function words(text = ''): string[] {
  return text.split(' ').filter((word) => word !== '');
}
