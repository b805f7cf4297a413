import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingsAnswer, RuntimesAnswer } from '../../src/model/answers.ts';
import type { Runtime } from '../../src/model/inventory/runtime.ts';
import type { Resolution } from '../../src/model/resolution.ts';
import { runHere } from '../cli/run-here.ts';

interface Case {
  readonly id: string;
  readonly daemon_json: string | null;
  readonly args: readonly string[];
  readonly get: readonly string[];
  readonly expect: Readonly<Record<string, Expected>>;
}

interface Expected {
  readonly load_error?: string;
  readonly setup_error?: string;
  readonly flag_error?: string;
  readonly setup_error_any_of?: readonly string[];
  readonly default?: string;
  readonly configured?: Readonly<Record<string, { readonly shim: string }>>;
  readonly info_runtimes?: Readonly<Record<string, InfoRuntime>>;
  readonly get?: Readonly<Record<string, { readonly shim?: string; readonly error?: string }>>;
}

/** A runtime as `GET /info` shows it; from moby 25 on without `runtimeType` and `options`. */
interface InfoRuntime {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  readonly runtimeType?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

const dockerVersions: Readonly<Record<string, string>> = {
  'moby-v24.0.9': '24.0.9',
  'moby-HEAD-b985e2313a': '29.7.2',
};

const vectors = join(import.meta.dirname, '..', 'fixtures', 'vectors', 'docker_runtimes.json');
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { cases: readonly Case[] };

/** A host with the programs of the machine the vectors were made on, and nothing that runs. */
let host: string;
beforeAll(() => {
  host = mkdtempSync(join(tmpdir(), 'shimdex-docker-'));
  for (const program of ['bin/true', 'bin/false', 'usr/bin/runc', 'usr/bin/crun']) {
    mkdirSync(join(host, program, '..'), { recursive: true });
    writeFileSync(join(host, program), '#!/bin/sh\n', { mode: 0o755 });
  }
});
afterAll(() => rmSync(host, { recursive: true, force: true }));

describe.each(cases)('$id', (vector) => {
  it('the commands say of the configuration what dockerd does', { timeout: 30_000 }, async () => {
    const answers = await Promise.all(
      Object.entries(vector.expect).map(async ([release, expected]) => ({
        expected: { release, ...asComparedExpectation(expected, vector) },
        actual: { release, ...(await ask(vector, release, expected)) },
      })),
    );

    for (const { expected, actual } of answers) expect(actual).toEqual(expected);
  });
});

/** What is compared: dockerd's own error, or the default, the runtimes and what happens to each name. */
interface Compared {
  readonly error?: string;
  readonly defaultRuntime?: string;
  readonly runtimes?: Readonly<Record<string, InfoRuntime>>;
  readonly names?: Readonly<Record<string, string>>;
}

function asComparedExpectation(expected: Expected, vector: Case): Compared {
  const error = errorsOf(expected)[0];
  if (error !== undefined) return { error };
  return {
    defaultRuntime: expected.default ?? '',
    runtimes: expectedRuntimes(expected),
    names: Object.fromEntries(askedNames(vector).map((name) => [name, expectedFate(expected, name)])),
  };
}

/** From moby 25 on `/info` hides what a runtimeType runtime is; what Get() hands to containerd shows its type. */
function expectedRuntimes({ info_runtimes = {}, configured = {} }: Expected): Readonly<Record<string, InfoRuntime>> {
  const entries = Object.entries(info_runtimes).map(([name, info]): [string, InfoRuntime] => {
    const { options: _options, ...compared } = info;
    return [name, info.path === undefined ? { runtimeType: configured[name]?.shim ?? '' } : compared];
  });
  return Object.fromEntries(entries);
}

function expectedFate({ get = {} }: Expected, name: string): string {
  const { error, shim = '' } = get[name] ?? {};
  return error ?? fateOfShim(shim);
}

/** The empty name is left out: shimdex refuses it and says what Docker takes it for, where Get("") is the default. */
function askedNames({ get }: Case): readonly string[] {
  return get.filter((name) => name !== '').map((name) => name.replaceAll('$ORACLE', '/oracle'));
}

function errorsOf({ load_error, setup_error, flag_error, setup_error_any_of }: Expected): readonly string[] {
  return setup_error_any_of ?? [load_error, setup_error, flag_error].filter((error) => error !== undefined);
}

async function ask(vector: Case, release: string, expected: Expected): Promise<Compared> {
  const directory = mkdtempSync(join(host, 'config-'));
  const inHost = directory.slice(host.length);
  if (vector.daemon_json !== null) {
    writeFileSync(join(directory, 'daemon.json'), vector.daemon_json.replaceAll('$ORACLE', '/oracle'));
  }
  const options = [
    `--root=${host}`,
    '--search-path=',
    '--containerd=none',
    '--docker-socket=none',
    `--docker-version=${dockerVersions[release]}`,
    `--docker-config=${inHost}/daemon.json`,
    `--dockerd-flag=--data-root=${inHost}/root`,
    `--dockerd-flag=--exec-root=${inHost}/exec`,
    ...vector.args.map((flag) => `--dockerd-flag=${flag}`),
  ];
  const errors = errorsOf(expected);
  if (errors.length > 0) return { error: await foundError(options, errors, inHost) };
  return await describeConfiguration(vector, options);
}

async function json(command: readonly string[], options: readonly string[], names: readonly string[] = []) {
  const { stdout, stderr } = await runHere([...command, '--json', ...options, '--', ...names]);
  if (stdout === '') throw new Error(`No answer of ${command.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as unknown;
}

/** The text of the vectors that a finding holds, or all findings. */
async function foundError(options: readonly string[], errors: readonly string[], directory: string): Promise<string> {
  const { findings } = (await json(['check'], options)) as FindingsAnswer;
  const messages = findings.map(({ message }) => message);
  const said = errors.find((error) => messages.some((message) => message.includes(spelt(error, directory))));
  return said === undefined ? `None of the findings: ${JSON.stringify(messages)}` : (errors[0] ?? '');
}

/** Random digits cannot be foretold: shimdex writes an asterisk for them, as Go's os.MkdirTemp is given. */
function spelt(error: string, directory: string): string {
  return error.replaceAll('$DIR', directory).replaceAll('$ORACLE', '/oracle').replaceAll('$RAND', '*');
}

async function describeConfiguration(vector: Case, options: readonly string[]): Promise<Compared> {
  const { runtimes, defaultRuntime } = (await json(['list'], options)) as RuntimesAnswer;
  const known = runtimes.filter(({ origin }) => origin !== 'implicit');
  const names = askedNames(vector);
  const resolved = names.length === 0 ? [] : await json(['resolve', '--client=docker'], options, names);
  const answers = (Array.isArray(resolved) ? resolved : [resolved]) as readonly Resolution[];
  return {
    defaultRuntime,
    runtimes: Object.fromEntries(known.map((runtime) => [runtime.name, asInfo(runtime)])),
    names: Object.fromEntries(answers.map((answer) => [answer.name, fate(answer)])),
  };
}

function asInfo({ ociRuntime, runtimeType }: Runtime): InfoRuntime {
  if (ociRuntime === undefined) return runtimeType === undefined ? {} : { runtimeType };
  return { path: ociRuntime.path, ...(ociRuntime.args.length === 0 ? {} : { runtimeArgs: ociRuntime.args }) };
}

/** dockerd's own refusal; for a name it lets through, the shim containerd is asked for. */
function fate({ error = '', binary, attempts }: Resolution): string {
  const refusal = /(?:unknown or invalid runtime name|error while looking up the specified runtime path): .*/s.exec(
    error,
  );
  if (refusal !== null) return refusal[0];
  const given = attempts.find(({ step }) => step === 'configured');
  return binary ?? given?.path ?? 'no shim';
}

/** What containerd makes of the name Get() hands it: a file name, an absolute path, or nothing. */
function fateOfShim(shim: string): string {
  if (shim.startsWith('/')) return shim;
  const parts = shim.split('.');
  const reachable = parts.length > 1 && parts[0] !== '' && !shim.includes('/');
  return reachable ? `containerd-shim-${parts.slice(-2).join('-')}` : 'no shim';
}
