import { expect } from 'vitest';
import type { Outcome } from '../cli/run-shimdex.ts';
import type { CaseHost } from './host.ts';

/** One piece of advice, as the contract has it. */
export interface AdviceJson {
  readonly text: string;
  readonly command?: string;
  readonly file?: string;
  readonly snippet?: string;
}

interface SourceJson {
  readonly source: string;
  readonly state: string;
  readonly file?: string;
  readonly message?: string;
}

export interface RuntimeJson {
  readonly name: string;
  readonly origin: string;
  readonly available: boolean | null;
  readonly path?: string;
  readonly aliases: readonly string[];
  readonly unavailable?: { readonly reason: string; readonly message: string };
  readonly advice?: readonly AdviceJson[];
  readonly ociRuntime?: { readonly path: string; readonly args?: readonly string[]; readonly resolvedPath?: string };
  readonly definedIn?: { readonly file: string; readonly line?: number };
}

export interface ResolutionJson extends RuntimeJson {
  readonly verdict: string;
  readonly permitted: boolean | null;
  readonly refusal?: string;
  readonly binary?: string;
  readonly error?: string;
  readonly note?: string;
  readonly cause?: string;
  readonly didYouMean?: readonly string[];
  readonly sources: readonly SourceJson[];
}

export interface FindingJson {
  readonly code: string;
  readonly severity: 'low' | 'medium' | 'high';
  readonly subject: string;
  readonly message: string;
  readonly advice: readonly AdviceJson[];
}

export interface ListJson {
  readonly defaultRuntime: string;
  readonly runtimes: readonly RuntimeJson[];
  readonly sources: readonly SourceJson[];
}

export interface CheckJson {
  readonly findings: readonly FindingJson[];
  readonly sources: readonly SourceJson[];
}

/** `resolve NAME --json`: what it answers, and its exit status. */
export async function resolve(host: CaseHost, name: string, ...options: readonly string[]) {
  const outcome = await host.run(['resolve', '--json', ...options, name]);
  return { status: outcome.status, ...parsed<ResolutionJson>(outcome) };
}

export async function list(host: CaseHost, ...options: readonly string[]): Promise<ListJson> {
  return parsed<ListJson>(await host.run(['list', '--json', ...options]));
}

export async function check(host: CaseHost, ...options: readonly string[]): Promise<CheckJson> {
  return parsed<CheckJson>(await host.run(['check', '--json', ...options]));
}

/** What a person reads: stdout and stderr. */
export async function read(host: CaseHost, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await host.run(args);
  return stdout + stderr;
}

export function parsed<Answer>(outcome: Outcome): Answer {
  expect(outcome.stderr).not.toMatch(/^shimdex: Cannot|\n {4}at /);
  return JSON.parse(outcome.stdout) as Answer;
}

export function runtimeOf(answer: ListJson, name: string): RuntimeJson | undefined {
  return answer.runtimes.find((runtime) => runtime.name === name);
}

export function sourceOf(answer: { readonly sources: readonly SourceJson[] }, name: string): SourceJson | undefined {
  return answer.sources.find(({ source }) => source === name);
}

/** Every text of a JSON value, one a line: for a word that may be in any of its sentences. */
export function words(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return '';
  return Object.values(value).map(words).filter(Boolean).join('\n');
}

/** The advice of an answer as text. */
export function advised(answer: { readonly advice?: readonly AdviceJson[] }): string {
  expect(answer.advice).toBeInstanceOf(Array);
  return words(answer.advice);
}

/** What helps beyond the quoted error: the note, the advice and the suggestions. */
export function helps({ note, advice, didYouMean, unavailable }: Partial<ResolutionJson>): string {
  return words([note, advice, didYouMean, unavailable]);
}

/** The findings that say something about `text`. */
export function findingsAbout(answer: CheckJson, text: string): FindingJson[] {
  return answer.findings.filter((finding) => words(finding).includes(text));
}

export function serious(answer: CheckJson): FindingJson[] {
  return answer.findings.filter(({ severity }) => severity !== 'low');
}
