import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/model/resolution.ts';
import { seedsWith } from '../seeds.ts';
import { debian13, debianSid } from './dockerd/recipes.ts';
import { type Asked, debianMachine, type LookupHost, thisMachine } from './lookup/lookup-host.ts';
import { type RandomLookup, randomLookup } from './lookup/random-lookup.ts';

const seeds = seedsWith(20_261_201);
const factor = Number(process.env['SHIMDEX_TEST_FACTOR'] ?? 1);
const lookupsPerSeed = 5 * factor;

/** Answers that are not compared, and why. */
const leftOut = {
  'the program starts and crashes, which no file of the host foretells': ({ printed }: Asked) =>
    /: signal: [a-z ]+(?: \(core dumped\))?(?:: unknown)?\n$/.test(printed),
  'a PATH that leads out of a deleted working directory': (_: Asked, { isCwdDeleted, path }: RandomLookup) =>
    isCwdDeleted && /(?:^|:)\.\./.test(path ?? ''),
  'its user may execute a script and not read it, which the interpreter finds out': ({ printed }: Asked) =>
    printed.includes('/bin/sh: 0: cannot open '),
  'env refuses its options, and shimdex reads none but -S': ({ printed }: Asked) => printed.includes("env --help'"),
};

/** Some of the programs in the layouts are machine code of x86-64. */
describe.runIf(process.arch === 'x64').each([
  ['1.6', thisMachine],
  ['1.7', () => debianMachine(debian13)],
  ['2.1', () => debianMachine(debianSid)],
] as const)('containerd %s', (release, boot) => {
  let host: LookupHost;
  beforeAll(async () => {
    host = await boot();
  }, 240_000);
  afterAll(() => host?.stop());

  it('has the expected release', async () => expect((await host.version()).startsWith(`${release}.`)).toBe(true));

  it.each(seeds)('resolve foretells what ctr prints, with seed %i', { timeout: 120_000 * factor }, async (seed) => {
    const differing: unknown[] = [];
    let compared = 0;
    for (const lookup of fc.sample(randomLookup, { seed, numRuns: lookupsPerSeed })) {
      const { asked, spelt } = await host.ask(
        lookup,
        release === '1.6' ? withoutRemembered(lookup.names) : lookup.names,
      );
      const counted = asked.filter((each) => !Object.values(leftOut).some((out) => out(each, lookup)));
      compared += counted.length;
      differing.push(...counted.flatMap((each) => differenceIn(each, lookup)).map(spelt));
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(lookupsPerSeed * 5);
  });
});

/** What was foretold and what came, with the layout, where these are not the same. */
function differenceIn({ name, printed, answer }: Asked, lookup: RandomLookup): readonly object[] {
  const [foretold, met] = [foretoldBy(answer), fateIn(printed)];
  const faults = faultsIn(answer);
  return foretold === met && faults.length === 0
    ? []
    : [{ name, foretold, met, faults, attempts: answer.attempts, lookup }];
}

/** What `ctr` prints, or the shim that runs. */
function foretoldBy({ available, path = '', error, unavailable }: Resolution): string {
  // The shim is executed before it looks for runc; the layouts have no runc.
  const isExecuted = available === true || unavailable?.reason === 'oci-runtime-missing';
  return isExecuted ? `RAN ${path}` : `${error}`;
}

function fateIn(output: string): string {
  const printed = withoutWarnings(output);
  const [, path] =
    /^ctr: failed to start shim: start failed: RAN ([\s\S]*)\n: exit status 3(?:: unknown)?\n$/.exec(printed) ?? [];
  return path === undefined ? printed.replace(/\n$/, '') : `RAN ${path}`;
}

/** `ctr` 1.7 warns of deprecated runtimes that were ever asked for. */
function withoutWarnings(printed: string): string {
  return printed.replace(/^(?:time="[^"]*" level=warning .*\n)+/, '');
}

/** What is wrong with the attempts of an answer by themselves: the selected file is the one with a path, and the last that was tried. */
function faultsIn({ path, attempts, unavailable, error }: Resolution): readonly string[] {
  const outcomes = attempts.map(({ outcome }) => outcome);
  const at = outcomes.indexOf('chosen');
  const tried = at < 0 ? outcomes : outcomes.slice(0, at);
  const faults = {
    'the selected file has another path': attempts[at]?.path !== path,
    'a file behind the selected one was tried': at >= 0 && outcomes.slice(at + 1).some((each) => each !== 'not-tried'),
    'a file was not tried': tried.includes('not-tried'),
    'no reason is given': path === undefined && unavailable === undefined,
    'the reason is another one': unavailable !== undefined && !isReasonOf(unavailable.reason, `${error}`),
    'the message is not the error': unavailable?.message !== error,
  };
  return Object.entries(faults).flatMap(([fault, isFault]) => (isFault ? [fault] : []));
}

/** The reasons that fit to the words of an error, by its first words that are in the table. */
const reasons: readonly (readonly [words: string, fitting: readonly string[]])[] = [
  ['invalid runtime name ', ['invalid-name']],
  ['must be set: ', ['invalid-name']],
  ['binary not installed ', ['not-installed', 'not-executable', 'is-directory', 'dangling-symlink']],
  ['invalid custom binary path: ', ['not-installed', 'dangling-symlink']],
  ['failed to resolve runtime path: ', ['not-installed']],
  ['error while loading shared libraries: ', ['library-missing']],
  ['version `', ['library-missing']],
  ['exit status 127', ['interpreter-missing']],
  ['exec: "runc"', ['oci-runtime-missing']],
  ['permission denied', ['not-executable', 'is-directory']],
  ['exec format error', ['exec-format-error']],
  ['no such file or directory', ['interpreter-missing']],
  ['', ['start-failed', 'is-directory']],
];

function isReasonOf(reason: string, error: string): boolean {
  return reasons.find(([words]) => error.includes(words))?.[1].includes(reason) === true;
}

/** 1.6 searches for a name with slashes in other places, and then remembers the file for all names of that file. */
function withoutRemembered(names: readonly string[]): readonly string[] {
  const isWalk = (name: string) => name.includes('/') && !name.startsWith('/');
  const isAsIn = (name: string) => (other: string) =>
    other !== name && isWalk(other) && lastParts(other) === lastParts(name);
  return names.filter((name) => !names.some(isAsIn(name)));
}

function lastParts(name: string): string {
  return name.split('.').slice(-2).join('.');
}
