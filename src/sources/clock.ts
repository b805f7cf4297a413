/**
 * Milliseconds since some moment, for measuring how long something takes; CLOCK_MONOTONIC. The same clock as
 * performance.now(), which takes a millisecond to load.
 */
export function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
