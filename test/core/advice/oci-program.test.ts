import { expect, it } from 'vitest';
import { adviseInsteadOf, adviseOnOciProgram } from '../../../src/core/advice/oci-program.ts';
import type { ExecutionFault } from '../../../src/model/host/execution-fault.ts';
import { containerd, docker, dockerRuntime, executable } from '../../builders.ts';

function worldWith(fault?: ExecutionFault) {
  return {
    containerd: containerd(),
    docker: docker(),
    policy: { allow: [], deny: [] },
    known: [],
    inspect: () => executable(),
    explore: { elsewhere: () => [], misspelled: () => [], readLink: () => undefined, explain: () => fault },
  };
}

it('adviseOnOciProgram() knows that a blank ends the path of a runtime with arguments', () => {
  const path = '/srv/oci runtime';

  expect(adviseOnOciProgram(dockerRuntime({ name: 'x', path, args: ['--debug'] }), path, worldWith())).toEqual([
    {
      text: 'Move "/srv/oci runtime" to a path without blanks: Docker starts a runtime with arguments by a script, and quotes nothing there',
    },
  ]);
  expect(adviseOnOciProgram(dockerRuntime({ name: 'x', path }), path, worldWith())).toEqual([]);
});

it('adviseInsteadOf() says what is wrong with a file that is not a program at all', () => {
  const path = '/srv/oci';
  const fault: ExecutionFault = { kind: 'empty', path, errno: 'ENOEXEC', what: 'it is empty' };

  const advice = adviseInsteadOf(dockerRuntime({ name: 'x', path }), path, worldWith(fault));

  expect(advice).toHaveLength(1);
  expect(advice[0]?.text).toContain(path);
});
