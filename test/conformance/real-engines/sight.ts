import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Target } from '../../../src/model/host/target.ts';
import type { Inventory } from '../../../src/model/inventory/inventory.ts';
import type { ResolutionAnswer } from '../../../src/model/resolution.ts';
import type { Outcome } from '../../cli/run-shimdex.ts';
import { serve } from '../serve.ts';
import { runShimdex } from '../shimdex.ts';

/** Where shimdex looks, and how it and the docker CLI get there. */
export interface Place {
  readonly root: string;
  /** A command that runs shimdex in the namespaces of the place. */
  readonly through: readonly string[];
  /** The socket of this machine that the docker CLI asks. */
  readonly facade: string;
  /** Runs `docker info` with that socket, and gives its JSON. */
  readonly dockerInfo: () => Promise<unknown>;
}

/** Whether each runtime is available, by its name. */
export type Availability = Readonly<Record<string, boolean | null>>;

/** What every interface agreed on. */
export interface Sight {
  readonly available: Availability;
  /** Findings of severity medium and high, as "code subject". */
  readonly findings: readonly string[];
  /** The product of a foreign Engine. */
  readonly foreign: string | undefined;
  /** The socket of the containerd that is described. */
  readonly containerd: string | undefined;
  /** What the text of `list` and the sources of `check` and `resolve` say. */
  readonly notes: readonly string[];
  readonly inventory: Inventory;
}

type Info = {
  readonly Runtimes: Readonly<Record<string, { readonly status?: Readonly<Record<string, string>> }>>;
  readonly Warnings: readonly string[] | null;
};

/** A name that no host here has. */
const nobodys = 'nobodys';

/** Asks one question through the CLI, the service, its Docker API and its page, and expects one answer. */
export async function lookEverywhere(place: Place, options: readonly string[], engine: EngineState): Promise<Sight> {
  const { inventory, page, info } = await served(place, options, engine);
  const names = inventory.runtimes.map(({ name }) => name);
  const list = await json<Inventory>(place, options, engine, 'list', '--json');
  const check = await json<Inventory>(place, options, engine, 'check', '--json');
  const resolved = await json<readonly ResolutionAnswer[]>(
    place,
    options,
    engine,
    'resolve',
    '--json',
    nobodys,
    ...names,
  );
  const { targets } = parsed<{ targets: readonly Target[] }>(await shimdex(place, options, 'targets', '-o', 'json'));
  const [unknown, ...known] = resolved;
  const available = availabilityOf(inventory.runtimes);
  expect(availabilityOf(list.runtimes)).toEqual(available);
  expect(availabilityOf(known)).toEqual(available);
  expect(onPage(page)).toEqual(available);
  expect(inDocker(info)).toEqual(withoutFalse(available));
  const findings = serious(inventory);
  expect(serious(check)).toEqual(findings);
  const high = inventory.findings.filter(({ severity }) => severity === 'high');
  expect(ownWarnings(info)).toEqual(high.map(({ code }) => code));
  return {
    available,
    findings,
    foreign: inventory.host.docker.engine?.foreign?.product,
    containerd: targets.find(({ kind, described }) => kind === 'containerd' && described)?.sockets[0],
    notes: [await text(place, options), ...[check, unknown].map((answer) => saidIn(answer?.sources ?? []))],
    inventory,
  };
}

/** Whether an Engine answers there. On a busy machine it may not answer in time, so answers without it are asked again. */
export type EngineState = 'read' | 'absent';

const patience = { timeout: 60_000, interval: 100 };

function served(place: Place, options: readonly string[], engine: EngineState) {
  const args = [`--root=${place.root}`, `--listen=unix:${place.facade},api=docker`, ...options];
  return inDirectory(async (directory) => {
    const server = await serve(directory, args, place.through);
    try {
      const inventory = await vi.waitFor(async () => {
        const seen = (await server.json('/v1/inventory')) as Inventory;
        expect(seen.host.docker.engine?.state).toBe(engine);
        return seen;
      }, patience);
      const info = await vi.waitFor(async () => {
        const shown = (await place.dockerInfo()) as Info;
        expect(ownWarnings(shown)).not.toContain('docker-engine');
        return shown;
      }, patience);
      return { inventory, page: await server.text('/'), info };
    } finally {
      await server.stop();
      rmSync(place.facade, { force: true });
    }
  });
}

async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-served-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Sources = Inventory['sources'];
type Answer = { readonly sources: Sources };

function json<T extends Answer | readonly Answer[]>(
  place: Place,
  options: readonly string[],
  engine: EngineState,
  ...args: readonly [command: string, ...rest: string[]]
): Promise<T> {
  return vi.waitFor(async () => {
    const answer = parsed<T>(await shimdex(place, options, ...args));
    const [first] = [answer].flat() as Answer[];
    expect(first?.sources.find(({ source }) => source === 'docker-engine')?.state).toBe(engine);
    return answer;
  }, patience);
}

function text(place: Place, options: readonly string[]): Promise<string> {
  return vi.waitFor(async () => {
    const { stdout, stderr } = await shimdex(place, options, 'list');
    expect(stdout).not.toContain('did not answer');
    return stdout + stderr;
  }, patience);
}

function saidIn(sources: Sources): string {
  return sources.flatMap(({ message }) => message ?? []).join('\n');
}

function shimdex({ root, through }: Place, options: readonly string[], name: string, ...rest: readonly string[]) {
  return runShimdex([name, `--root=${root}`, ...options, ...rest], through);
}

function parsed<Answer>({ stdout, stderr }: Outcome): Answer {
  if (stdout === '') throw new Error(`shimdex printed nothing: ${stderr}`);
  return JSON.parse(stdout) as Answer;
}

function availabilityOf(list: readonly { readonly name: string; readonly available: boolean | null }[]): Availability {
  return Object.fromEntries(list.map(({ name, available }) => [name, available]));
}

function serious({ findings }: Pick<Inventory, 'findings'>): string[] {
  return findings.filter(({ severity }) => severity !== 'low').map(({ code, subject }) => `${code} ${subject}`);
}

const tones: Readonly<Record<string, boolean | null>> = { good: true, bad: false, warn: null };

/** The rows of the page as it is sent. */
function onPage(page: string): Availability {
  const rows = page.matchAll(/<bdi dir="ltr" class="name">([^<]*)<\/bdi>.*?class="status" data-tone="(\w+)"/gs);
  return Object.fromEntries([...rows].map(([, name = '', tone = '']) => [name, tones[tone] ?? null]));
}

/** The docker CLI shows which runtimes there are; what shimdex knows about each is in its status. */
function inDocker({ Runtimes }: Info): Availability {
  const words: Readonly<Record<string, boolean | null>> = { true: true, false: false };
  const shown = Object.entries(Runtimes).map(([name, { status }]) => [
    name,
    status?.['io.shimdex.available'] ?? 'none',
  ]);
  return withoutFalse(Object.fromEntries(shown.map(([name, word]) => [name, words[word ?? ''] ?? null])));
}

/** The codes at the ends of the warnings that shimdex adds. */
function ownWarnings({ Warnings }: Info): string[] {
  const own = (Warnings ?? []).filter((line) => line.startsWith('WARNING: shimdex: '));
  return own.map((line) => /\(([\w-]+)\)$/.exec(line)?.[1] ?? line);
}

function withoutFalse(available: Availability): Availability {
  return Object.fromEntries(Object.entries(available).filter(([, each]) => each !== false));
}
