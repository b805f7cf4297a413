import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * From now on, V8 optimizes no function. For a command that runs its code once or twice, optimized code is ready too late: to
 * make it only takes processor time in other threads.
 */
export function optimizeNothing(): void {
  setFlagsFromString('--max-optimized-bytecode-size=0');
}

/**
 * Collects the garbage of the start at once. V8 would do it while it reports one of the first changes, which would then
 * take 10 to 20 ms longer. `gc` is only in contexts that are made while the flag is set.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  collect();
}
