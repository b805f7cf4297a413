import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/inventory/finding.ts';
import type { DaemonFile } from './dockerd/daemon-files.ts';
import { machineFlags, startContainerd, startDockerd, writeConfig } from './dockerd/daemons.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { debian12, debian13, debianSidWithDocker } from './dockerd/recipes.ts';
import { containerdCwd, containerdPath, installShims } from './dockerd/shims.ts';
import { type ForetoldStart, foretoldStart, isMessage, startError } from './dockerd/start-error.ts';
import { startFiles, values } from './dockerd/start-files.ts';

/** A configuration that shimdex was wrong about. */
interface Difference {
  readonly id: string;
  readonly foretold: ForetoldStart;
  readonly met: string;
}

/** The older one does with every fourth, to spare the time: its recorded starts are vectors. */
const releases = [
  { recipe: debian13, docker: '26.1', files: startFiles },
  { recipe: debian12, docker: '20.10', files: startFiles.filter((_, index) => index % 4 === 0) },
  // Debian builds it with another Go, which has other words for broken JSON.
  { recipe: debianSidWithDocker, docker: '28.5', files: values },
];

/** One in so many configurations is asked about with `check` in any case. */
const checkedEach = 8;

function foretells(foretold: ForetoldStart, met: string): boolean {
  return met === 'started' ? foretold.length === 0 : foretold.some((each) => isMessage(each, met));
}

it('starts with enough configurations', () => {
  expect(startFiles.length).toBeGreaterThanOrEqual(60);
});

describe.each(releases)('dockerd $docker', ({ recipe, files }) => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await bootMachine(recipe);
    await installShims(machine);
    await startContainerd(machine, containerdPath, containerdCwd);
  }, 240_000);
  afterAll(() => machine?.stop());

  // `list` reads less of the host than `check`, and knows one message where dockerd may stop with one of several.
  it('list and check predict whether it starts, and the error if it does not', { timeout: 900_000 }, async () => {
    const differing: Difference[] = [];
    for (const [index, file] of files.entries()) {
      writeConfig(machine, file.config);
      const listed = await list(file);
      const checked = index % checkedEach === 0 ? await check(file) : undefined;
      const met = await start(file);
      if (!foretells(listed, met) && !foretells(checked ?? (await check(file)), met)) {
        differing.push({ id: file.id, foretold: checked ?? listed, met });
      } else if (checked !== undefined && !foretells(checked, met)) {
        differing.push({ id: file.id, foretold: checked, met });
      }
    }

    expect(differing).toEqual([]);
  });

  const flagsOf = ({ args = [] }: DaemonFile) => [...machineFlags, ...args].map((flag) => `--dockerd-flag=${flag}`);

  /** Before it is started, as an administrator would ask after editing the file. */
  async function list(file: DaemonFile): Promise<ForetoldStart> {
    const { stdout, stderr } = await machine.shimdex(['list', ...flagsOf(file)]);
    if (stdout === '') throw new Error(`shimdex list said nothing: ${stderr}`);
    const [, message] = /^dockerd refuses .*? and would not start: (.*)$/m.exec(stdout) ?? [];
    return message === undefined ? [] : [message];
  }

  async function check(file: DaemonFile): Promise<ForetoldStart> {
    const flags = flagsOf(file);
    const { stdout, stderr } = await machine.shimdex(['check', '--json', ...flags]);
    if (stdout === '') throw new Error(`shimdex check said nothing: ${stderr}`);
    return foretoldStart((JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings);
  }

  async function start(file: DaemonFile): Promise<string> {
    const outcome = await startDockerd(machine, file);
    if (!outcome.started) return startError(outcome.message);
    await outcome.dockerd.stop();
    return 'started';
  }
});
