import { durationUnits } from '../../../core/go/duration.ts';

const nsPerMs = 1e6;

/** A duration as Go writes it (`1.5s`, `1m30s`, `0`), in milliseconds; undefined when it is none, or negative. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d*)?)([^\d.]+)/g);
  return [...parts].reduce(
    (sum, [, number, unit = '']) => sum + (Number(number) * (durationUnits.get(unit) ?? 0)) / nsPerMs,
    0,
  );
}
