import type { Finding } from '../../model/inventory/finding.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Resolution } from '../../model/resolution.ts';

/** The findings that concern the answers to a question: about the name, its files, and the places that were not searched. */
export function findingsAbout(
  answers: readonly Resolution[],
  { findings, shims }: Pick<Inventory, 'findings' | 'shims'>,
): Finding[] {
  const near = new Set(answers.flatMap(namesMeant));
  const paths = shims.filter(({ runtime }) => runtime !== undefined && near.has(runtime)).map(({ path }) => path);
  const subjects = new Set([...answers.flatMap(subjectsOf), ...paths]);
  const isDown = answers.some(({ refusedConfig }) => refusedConfig !== undefined);
  return findings.filter(({ code, subject }) => subjects.has(subject) || (isDown && configCodes.has(code)));
}

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
