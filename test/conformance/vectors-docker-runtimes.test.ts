import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configRules } from '../../src/core/docker/config/release.ts';
import { decodeShimOptions } from '../../src/core/docker/config/runtimes/shim-options.ts';
import { checkPermission } from '../../src/core/docker/permission.ts';
import { dockerRules } from '../../src/core/docker/release.ts';
import { evaluateDocker } from '../../src/core/docker/start.ts';
import type { GoJson } from '../../src/core/go/json.ts';
import type { DockerRuntime, DockerRuntimes } from '../../src/model/host/docker-facts.ts';
import { dockerd } from '../builders.ts';

interface Sent {
  readonly shim?: string;
  readonly opts?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}
interface Expected {
  readonly flag_error?: string;
  readonly load_error?: string;
  readonly setup_error?: string;
  readonly setup_error_any_of?: readonly string[];
  readonly default?: string;
  readonly configured?: Readonly<Record<string, Sent>>;
  readonly get?: Readonly<Record<string, Sent>>;
  readonly info_runtimes?: Readonly<Record<string, InfoRuntime>>;
  readonly wrappers?: Readonly<Record<string, string>>;
}
interface InfoRuntime {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  readonly runtimeType?: string;
  readonly options?: unknown;
}
interface Case {
  readonly id: string;
  readonly daemon_json: string | null;
  readonly args: readonly string[];
  readonly expect: Readonly<Record<string, Expected>>;
}
interface Variant {
  readonly id: string;
  readonly daemon_json: string | null;
  readonly args: readonly string[];
  readonly results: Readonly<Record<string, Started>>;
}
interface Started {
  readonly started: boolean;
  readonly stderr?: string;
  readonly Runtimes?: Readonly<Record<string, InfoRuntime>>;
  readonly DefaultRuntime?: string;
}

const vectors = new URL('../fixtures/vectors/', import.meta.url);
const { cases } = load<{ cases: Case[] }>('docker_runtimes.json');
const { variants } = load<{ variants: Variant[] }>('dockerd_e2e.json');
const generations = [
  { key: 'moby-HEAD-b985e2313a', version: '29.7.2' },
  { key: 'moby-v24.0.9', version: '24.0.9' },
];
/** Every case of the file for every generation; fewer means that one was lost on the way here. */
const expectedCases = 103;
const expectedVariants = 93;
/** Debian builds these two with a Go of its own choice, on which it depends how an error names a field. */
const fieldNamedByGo = new Set(['26.1.5 type-default-bool', '28.5.2 type-default-bool', '28.5.2 type-runtime-string']);

describe.each(generations)('evaluateDocker() as $key', ({ key, version }) => {
  it('has every case', () => {
    expect(cases.filter((one) => one.expect[key] !== undefined)).toHaveLength(expectedCases);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const expected = one.expect[key] ?? {};
    const docker = evaluate(one.daemon_json, one.args, version, '$DIR/daemon.json', '$DIR/root');
    expectError(docker, expected);
    if (docker.error !== undefined) return;
    expect(docker.defaultRuntime).toBe(expected.default);
    expect(namesOf(docker)).toEqual(Object.keys(expected.configured ?? {}).sort());
    for (const runtime of docker.runtimes) {
      const sent = expected.configured?.[runtime.name];
      expect(runtime.shim).toBe(sent?.shim);
      expectOptions(runtime, sent?.opts, version);
      expectWrapper(runtime, expected.wrappers ?? {}, `${sent?.opts?.['binary_name']}`);
      expect(shownByInfo(runtime, version)).toEqual(expected.info_runtimes?.[runtime.name]);
    }
    for (const [name, sent] of Object.entries(expected.get ?? {})) expectGet(docker, name, sent, version);
  });
});

describe.each(['20.10.24', '24.0.9', '26.1.5', '28.5.2', 'HEAD'])(
  'evaluateDocker() as the daemon %s that was run',
  (daemon) => {
    const told = variants.flatMap((one) => {
      const result = one.results[daemon];
      return result === undefined ? [] : [[one.id, one, result] as const];
    });

    it('has every variant', () => {
      expect(told).toHaveLength(expectedVariants);
    });

    it.each(told)('%s', (_id, one, result) => {
      const version = daemon === 'HEAD' ? '29.7.2' : daemon;
      const docker = evaluate(one.daemon_json, one.args, version, '$W/daemon.json', '$W/data');
      expect(docker.error === undefined).toBe(result.started);
      if (docker.error !== undefined) {
        const recorded = withoutDebris(result.stderr ?? '', docker.error.stage);
        if (fieldNamedByGo.has(`${daemon} ${one.id}`))
          expect(withoutField(docker.error.message)).toBe(withoutField(recorded));
        else expect(printed(docker.error)).toBe(recorded);
        return;
      }
      expect(docker.defaultRuntime).toBe(result.DefaultRuntime);
      expect(namesOf(docker)).toEqual(Object.keys(result.Runtimes ?? {}).sort());
    });
  },
);

function load<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, vectors), 'utf8'));
}

function evaluate(
  text: string | null,
  args: readonly string[],
  version: string,
  configFile: string,
  dataRoot: string,
): DockerRuntimes {
  return evaluateDocker(
    dockerd({
      configFile,
      text: text?.replaceAll('$ORACLE', '/oracle'),
      flags: [`--data-root=${dataRoot}`, ...args],
      version,
    }),
  );
}

function namesOf({ runtimes }: DockerRuntimes): string[] {
  return runtimes.map(({ name }) => name.replace('/oracle', '$ORACLE')).sort();
}

function expectError({ error }: DockerRuntimes, expected: Expected): void {
  const anyOf = expected.setup_error_any_of;
  const wanted = expected.flag_error ?? expected.load_error ?? expected.setup_error ?? anyOf?.[0];
  expect(error?.message).toBe(wanted?.replace('$RAND', '*').replaceAll('$ORACLE', '/oracle'));
  if (error === undefined) return;
  const stage = (['flag', 'load', 'setup'] as const).find((one) => expected[`${one}_error`] !== undefined) ?? 'setup';
  expect(error.stage).toBe(stage);
  expect(error.anyOf).toEqual(anyOf);
}

/** The recorded message of a path runtime holds its path and runc's root; of any other, its decoded options. */
function expectOptions(runtime: DockerRuntime, opts: Sent['opts'], version: string): void {
  if (runtime.runtimeType === undefined) {
    if (runtime.args === undefined) expect(runtime.path).toBe(opts?.['binary_name']);
    return;
  }
  const options = new Map(Object.entries(runtime.options ?? {}).map(([name, value]) => [name, asJson(value)]));
  const decoded = decodeShimOptions(runtime.runtimeType, options, configRules(version));
  const fields = decoded.ok
    ? Object.fromEntries([...decoded.fields].map(([name, value]) => [snake(name), value]))
    : decoded;
  expect(fields).toEqual(opts ?? {});
}

function asJson(value: unknown): GoJson {
  if (typeof value === 'string') return { kind: 'string', value, line: 1 };
  if (typeof value === 'boolean') return { kind: 'bool', value, line: 1 };
  if (typeof value === 'number') return { kind: 'number', text: String(value), line: 1 };
  return value === null ? { kind: 'null', line: 1 } : { kind: 'object', members: [], line: 1 };
}

function snake(name: string): string {
  return name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase();
}

/** The script of a runtime with arguments: its location gives its name, its content its path and arguments. */
function expectWrapper(runtime: DockerRuntime, wrappers: Readonly<Record<string, string>>, binaryName: string): void {
  if (runtime.args === undefined) return;
  const script = wrappers[binaryName];
  // One that led out of the directory was not recorded.
  if (script === undefined) expect(runtime.name).toContain('..');
  else expect(`#!/bin/sh\n${runtime.path} ${runtime.args.join(' ')} $@\n`).toBe(script);
}

function shownByInfo({ path, args, runtimeType, options }: DockerRuntime, version: string): InfoRuntime {
  if (runtimeType === undefined)
    return { ...(path ? { path } : {}), ...(args === undefined ? {} : { runtimeArgs: args }) };
  if (!version.startsWith('24.')) return {};
  return { runtimeType, ...(options === undefined ? {} : { options: { ...options } }) };
}

function expectGet(docker: DockerRuntimes, name: string, sent: Sent, version: string): void {
  const wanted = name === '' ? docker.defaultRuntime : name.replace('$ORACLE', '/oracle');
  const runtime = docker.runtimes.find((one) => one.name === wanted);
  // A path runtime with arguments is looked up when it is asked for, which is the resolver's to tell.
  if (sent.error?.startsWith('error while looking up') === true) expect(runtime?.args).toBeDefined();
  else if (runtime !== undefined) expect(runtime.shim).toBe(sent.shim);
  else
    expect(unconfigured(wanted, version)).toEqual(
      sent.error === undefined ? { shim: sent.shim } : { error: sent.error },
    );
}

function unconfigured(name: string, version: string): Sent {
  const rules = dockerRules(version);
  return checkPermission(name, rules).permitted ? { shim: name } : { error: `${rules.unknownName}${name}` };
}

function printed({ stage, message }: NonNullable<DockerRuntimes['error']>): string {
  return stage === 'setup' ? `failed to start daemon: ${message}` : message;
}

function withoutField(message: string): string {
  return message.replace(/ Go struct field \S+ /, ' ');
}

/** The recorded stderr without the usage text, random digits and hashes. */
function withoutDebris(stderr: string, stage: string): string {
  const text = stage === 'flag' ? stderr.replace(/^Status: /, '').replace(/\nSee 'dockerd[\s\S]*$/, '') : stderr;
  return text
    .trim()
    .replace('$ORACLE', '/oracle')
    .replace(/gen-runtimes\$RAND/, 'gen-runtimes*')
    .replace(/(\/\.tmp-[^.]*)\.\S*:/, '$1.*:');
}
