import { ProblemError } from '../answer/problem.ts';

/** The newest version of the Engine's API that is spoken here without a newer Engine behind it. */
export const ownApiVersion = '1.51';

/** The oldest version that is answered, as for Engines from 25 to 28. */
export const oldestApiVersion = '1.24';

/** Since this version `Runtimes` of `GET /info` have a `status` (moby `daemon/server/router/system`). */
const statusSince = '1.44';

/** The version that is advertised: ours, or the one of a newer Engine, so that no version that the Engine advertises is refused. */
export function advertisedVersion(ofEngine: unknown): string {
  const newer =
    typeof ofEngine === 'string' && /^\d{1,3}\.\d{1,3}$/.test(ofEngine) && compareVersions(ofEngine, ownApiVersion) > 0;
  return newer ? ofEngine : ownApiVersion;
}

/** Throws when version `asked` is out of range, in the words of moby `daemon/server/middleware/version.go`. */
export function checkVersion(asked: string, advertised: string): void {
  if (compareVersions(asked, oldestApiVersion) < 0) {
    const advice = `Minimum supported API version is ${oldestApiVersion}, please upgrade your client to a newer version`;
    throw new ProblemError(400, `client version ${asked} is too old. ${advice}`);
  }
  if (compareVersions(asked, advertised) > 0) {
    throw new ProblemError(400, `client version ${asked} is too new. Maximum supported API version is ${advertised}`);
  }
}

/** Whether a client of version `asked` knows the `status` of a runtime. */
export function knowsStatus(asked: string): boolean {
  return compareVersions(asked, statusSince) >= 0;
}

/** Compares number by number; a missing or invalid number is 0 (moby `api/types/versions/compare.go`). */
function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbers(version: string): readonly number[] {
  return version.split('.').map(Number);
}
