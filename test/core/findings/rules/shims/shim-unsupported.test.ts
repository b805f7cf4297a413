import { expect, it } from 'vitest';
import type { Finding } from '../../../../../src/model/inventory/finding.ts';
import { observation, observedPlace, program } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const path = '/usr/bin/containerd-shim-runc-v2';
const file = '/usr/bin/containerd';

/** Strings of containerd's own shims, by their release. */
const shims = {
  '1.6.20': ['task-v2'],
  '1.7.24': ['task-v2', 'sandbox-v1', 'read-runtime-options'],
  '2.2.7': ['task-v3', 'sandbox-v1', 'read-runtime-options'],
  '2.3.4': ['task-v3', 'sandbox-v1', 'bootstrap-v1'],
  '2.4.0-beta': ['task-v3', 'sandbox-v1', 'bootstrap-v1', 'refuses-deprecated-start'],
} as const;

type Shim = keyof typeof shims;

/** What is found where one containerd runs, another one is on disk, and the shim is of a third release. */
function found(running: string, next: string, shim: Shim): Finding[] {
  const seen = observation({
    places: [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])],
    containerd: { version: running, installed: { path: file, isRunning: next === running, version: next } },
    programs: new Map([[path, program({ constant: shim, patterns: [...shims[shim], 'runc-v2'] })]]),
  });
  return findingsOf(seen).filter(({ code }) => code === 'shim-unsupported');
}

it.each([
  ['2.2.7', '2.3.4', '1.6.20', 'it cannot read what containerd 2.3 and later send it', 'not found: exit status 1'],
  ['2.2.7', '1.7.24', '2.2.7', 'its answer is JSON of version 3', 'unsupported shim version (3): not implemented'],
  ['2.3.4', '2.2.7', '2.3.4', 'its answer is protobuf', 'unsupported protocol: '],
  ['2.4.0-beta', '2.2.7', '2.4.0-beta', 'it needs containerd 2.3 or later', 'the deprecated API'],
] as const)(
  'shimUnsupported() reports that after a restart from %s to %s the shim of %s does not start',
  (running, next, shim, cause, text) => {
    const [finding, ...others] = found(running, next, shim);

    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'high', subject: path });
    expect(finding?.message).toContain(
      `containerd ${running} runs and "${file}" is ${next}: after a restart it cannot start "${path}" of containerd ${shim}, because ${cause}`,
    );
    expect(finding?.message).toContain(text);
    expect(finding?.advice.map((each) => each.text)).toEqual([
      expect.stringContaining(`Put the shim of containerd ${next} at "${path}"`),
      expect.stringContaining(`install a containerd that starts this shim at "${file}" BEFORE the restart`),
      'See what else a restart does',
    ]);
  },
);

it.each([
  ['1.6.20', '1.7.24', '1.7.24'],
  ['1.7.24', '2.2.7', '1.7.24'],
  ['2.2.7', '2.3.4', '2.2.7'],
  ['2.2.7', '2.3.4', '2.3.4'],
] as const)(
  'shimUnsupported() has no report about the next restart from %s to %s with the shim of %s',
  (running, next, shim) => {
    const messages = found(running, next, shim).map(({ message }) => message);

    expect(messages.filter((message) => message.includes('after a restart'))).toEqual([]);
  },
);

it('shimUnsupported() advises a restart where only the containerd on disk can start the shim', () => {
  expect(found('1.7.24', '2.2.7', '2.2.7')).toMatchObject([
    {
      severity: 'medium',
      message: expect.stringMatching(
        /^containerd 1\.7\.24 cannot start ".*" of containerd 2\.2\.7, because its answer/,
      ),
      advice: [{ text: expect.stringContaining('Restart containerd'), command: 'shimdex plan restart' }, {}],
    },
  ]);
});

it('shimUnsupported() advises another shim where the containerd on disk cannot start it either', () => {
  expect(found('1.7.24', '1.7.24', '2.3.4')).toMatchObject([
    { severity: 'medium', advice: [{ text: `Put the shim of containerd 1.7.24 at "${path}"` }] },
  ]);
});
