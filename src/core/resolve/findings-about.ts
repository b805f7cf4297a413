import { grouped } from '../../model/grouped.ts';
import type { Finding } from '../../model/inventory/finding.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import { oncePer } from '../../model/once-per.ts';
import type { Resolution } from '../../model/resolution.ts';

/** The findings that concern the answers to a question: about the name, its files, and the places that were not searched. */
export function findingsAbout(
  answers: readonly Resolution[],
  { findings, shims }: Pick<Inventory, 'findings' | 'shims'>,
): Finding[] {
  const meant = answers.flatMap(namesMeant).flatMap((name) => byRuntime(shims).get(name) ?? []);
  const subjects = new Set([...answers.flatMap(subjectsOf), ...meant.map(({ path }) => path)]);
  const isDown = answers.some(({ refusedConfig }) => refusedConfig !== undefined);
  if (isDown) return findings.filter(({ code, subject }) => subjects.has(subject) || configCodes.has(code));
  const found = Array.from(subjects).flatMap((subject) => bySubject(findings).get(subject) ?? []);
  return found.sort((a, b) => a.at - b.at).map(({ finding }) => finding);
}

/** A finding, and its place in the list. */
interface Placed {
  readonly finding: Finding;
  readonly at: number;
}

/** Many questions are asked about one inventory. */
const bySubject = oncePer((findings: readonly Finding[]) => {
  const placed = findings.map((finding, at): Placed => ({ finding, at }));
  return grouped(placed, ({ finding }) => [finding.subject]);
});

const byRuntime = oncePer((shims: readonly Shim[]) =>
  grouped(shims, ({ runtime }) => (runtime === undefined ? [] : [runtime])),
);

/** A name that leads to no shim may mean another one, whose shim does not start. */
function namesMeant({ binary, suggestions = [] }: Resolution): string[] {
  return binary === undefined ? suggestions.filter(({ available }) => available === false).map(({ name }) => name) : [];
}

/** One refused configuration concerns every name of Docker. */
const configCodes: ReadonlySet<string> = new Set(['docker-config-refused', 'next-start-fails']);

/** What a finding may be about: the name, the files that count for it, and the places that could not be searched. */
function subjectsOf({ name, path, ociRuntime, attempts, definedIn, binary }: Resolution): string[] {
  const met = attempts.filter(
    ({ outcome, startable }) => outcome !== 'missing' && (outcome !== 'not-tried' || startable),
  );
  const unread = attempts.filter(({ outcome }) => outcome === 'unreadable-directory');
  const place = definedIn === undefined ? [] : [`${definedIn.file}:${definedIn.line}`];
  return [
    name,
    ...[path, binary, ociRuntime?.path, ociRuntime?.resolvedPath].flatMap((each) => each ?? []),
    ...met.map((attempt) => attempt.path),
    ...unread.map((attempt) => attempt.path.slice(0, attempt.path.lastIndexOf('/')) || '/'),
    ...place,
  ];
}
