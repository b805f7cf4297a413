import type { Finding } from '../../model/inventory/finding.ts';
import type { Resolution } from '../../model/resolution.ts';

/** Findings about a runtime that does not start, before the ones that only say more about it. */
export function findingsAbout(answers: readonly Resolution[], findings: readonly Finding[]): Finding[] {
  const subjects = new Set(answers.flatMap(subjectsOf));
  const isDown = answers.some(({ refusedConfig }) => refusedConfig !== undefined);
  return findings.filter(({ code, subject }) => subjects.has(subject) || (isDown && configCodes.has(code)));
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
