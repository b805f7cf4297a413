import { editDistance } from '../../../edit-distance.ts';

/** Longer keys are not compared letter by letter. */
const longestCompared = 64;

/** The known key that a key is a spelling of: another letter case, other separators, or a few wrong letters. */
export function similarKey(key: string, known: readonly string[]): string | undefined {
  const plain = withoutSeparators(key);
  const same = known.find((each) => each !== key && withoutSeparators(each) === plain);
  if (same !== undefined || key.length > longestCompared) return same;
  return known.find((each) => editDistance(key, each, Math.min(3, Math.floor(each.length / 4))) !== undefined);
}

/** `runtimeType`, `Runtime_Type` and `runtime-type` are one key to their writer. */
export function withoutSeparators(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}
