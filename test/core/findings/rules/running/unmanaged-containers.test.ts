import { expect, it } from 'vitest';
import type { ContainerFacts } from '../../../../../src/model/host/running.ts';
import { observation } from '../../../../builders.ts';
import { bundle, readContainer, runningFacts } from '../../../forecast/running-container.ts';
import { findingsOf } from '../../findings-of.ts';

function lost(namespace: string, id: string, given: Partial<ContainerFacts> = {}): ContainerFacts {
  return readContainer({ bundle: bundle({ namespace, id, state: 'missing' }), ...given });
}

function findings(...containers: readonly ContainerFacts[]) {
  const found = findingsOf(observation({ running: runningFacts(...containers) }));
  return found.filter(({ code }) => code === 'unmanaged-containers');
}

it('unmanaged-containers reports each namespace once, with the command that ends its containers', () => {
  expect(findings(lost('moby', 'b'), lost('moby', 'a'), lost('build', 'c', { ociRoot: '/run/runc' }))).toMatchObject([
    { subject: 'build', advice: [{ command: 'runc --root /run/runc/build delete --force c' }, {}] },
    {
      severity: 'medium',
      subject: 'moby',
      message: 'Containers of the namespace "moby" run, but containerd does not know them any more: a, b',
      advice: [
        {
          command:
            'runc --root /run/containerd/runc/moby delete --force b && runc --root /run/containerd/runc/moby delete --force a',
        },
        {},
      ],
    },
  ]);
});

it('unmanaged-containers is high for pods, which Kubernetes starts a second time', () => {
  expect(findings(lost('k8s.io', 'pod', { ownedByCri: true }))).toMatchObject([
    { severity: 'high', message: expect.stringContaining('may start second copies') },
  ]);
});

it('unmanaged-containers is silent where containerd has the bundle, and where the container has ended', () => {
  expect(findings(readContainer(), lost('moby', 'a', { init: 'gone' }))).toEqual([]);
});
