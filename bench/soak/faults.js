/** Memory that the service may take with a thousand listeners, in MiB. */
const mostMemory = 300;
/** A short run is not over the first minutes. */
const firstMinutes = 240;

/** The answers that each kind of client may get. */
const allowed = {
  pipelined: ['200'],
  // A client that keeps sending may see the end of the connection and not the answer before it.
  slow: ['408', '0'],
  right: ['200'],
  wrong: ['401', '503'],
};

/** What of the figures of a soak is not as it should be, one sentence each. */
export function faultsOf({ seconds, statuses, memoryMib, descriptors, ...figures }) {
  const others = Object.entries(allowed).flatMap(([kind, expected]) =>
    Object.keys(statuses[kind] ?? { none: 1 })
      .filter((status) => !expected.includes(status))
      .map((status) => `Clients "${kind}" got ${status}`),
  );
  const grew = seconds >= firstMinutes && memoryMib.lastQuarter > memoryMib.secondQuarter * 1.1 + 10;
  return [
    ...others,
    ...(figures.lostRevisions > 0 ? [`Readers missed ${figures.lostRevisions} revisions`] : []),
    ...(figures.isSettled ? [] : ['At the end, the inventory differs from a new look, or a reader lacks a revision']),
    ...(figures.revisions < 2 ? ['Nothing was published'] : []),
    ...(memoryMib.most > mostMemory ? [`It took ${memoryMib.most} MiB`] : []),
    ...(grew ? [`Its memory grew from ${memoryMib.secondQuarter} to ${memoryMib.lastQuarter} MiB`] : []),
    ...(descriptors.after > descriptors.before + 8 ? [`It keeps ${descriptors.after} descriptors`] : []),
  ];
}
