import { expect, it } from 'vitest';
import type { DockerContainer } from '../../../../../src/model/host/running.ts';
import { observation, observedPlace } from '../../../../builders.ts';
import { readContainer, runningFacts } from '../../../forecast/running-container.ts';
import { findingsOf } from '../../findings-of.ts';

const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2', 'runc'])];

function container(given: Partial<DockerContainer>): DockerContainer {
  return { id: 'web', name: 'web', runtime: 'crun', restartPolicy: 'no', ...given };
}

function findings(...dockerContainers: readonly DockerContainer[]) {
  const running = { ...runningFacts(readContainer()), dockerContainers };
  return findingsOf(observation({ places, running })).filter(({ code }) => code === 'pinned-runtime-missing');
}

it('pinned-runtime-missing names the stopped containers of a runtime that does not start', () => {
  expect(findings(container({ id: 'db', name: 'db' }), container({ id: 'cache', name: 'cache' }))).toMatchObject([
    {
      severity: 'medium',
      subject: 'crun',
      message: expect.stringMatching(/^Containers created with the runtime "crun" no longer start .*\(cache, db\)/),
      advice: expect.arrayContaining([{ text: expect.stringContaining('create the containers again') }]),
    },
  ]);
});

it('pinned-runtime-missing is high where Docker restarts a container that runs', () => {
  expect(findings(container({ restartPolicy: 'always' }))).toMatchObject([{ severity: 'high', subject: 'crun' }]);
});

it('pinned-runtime-missing names the first five containers and counts the others', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => container({ id, name: id }));

  expect(findings(...many)[0]?.message).toContain('(a, b, c, d, e and 2 more)');
});

it('pinned-runtime-missing is silent for a running container that nobody restarts, and for a runtime that starts', () => {
  expect(findings(container({}), container({ id: 'db', runtime: 'runc' }))).toEqual([]);
});
