import { expect, it } from 'vitest';
import type { DaemonServices } from '../../../../../src/model/host/daemon-service.ts';
import { observation, observedPlace } from '../../../../builders.ts';
import { bundle, readContainer, runningFacts } from '../../../forecast/running-container.ts';
import { findingsOf } from '../../findings-of.ts';

const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2', 'runc'])];
const containerd = { version: '2.1.9' };

function lost(id: string, shimBinaryPath: string) {
  return readContainer({ bundle: bundle({ id, shimBinaryPath }) });
}

function findings(running: ReturnType<typeof runningFacts>, services: DaemonServices = {}) {
  const found = findingsOf(observation({ places, containerd, running, services }));
  return found.filter(({ code }) => code === 'restart-loses-containers');
}

it('restart-loses-containers reports each missing shim once, with all of its containers', () => {
  const gone = '/opt/old/containerd-shim-runc-v2';

  expect(findings(runningFacts(lost('a', gone), lost('b', gone), readContainer()))).toMatchObject([
    {
      severity: 'high',
      subject: gone,
      message:
        'A restart of containerd loses moby/a, moby/b: the file that started its shim is not there any more, so the container keeps running, but containerd loses track of it',
      advice: [
        { text: expect.stringContaining(`Put "${gone}" back BEFORE the restart`) },
        { command: 'shimdex plan restart' },
      ],
    },
  ]);
});

it('restart-loses-containers reports a unit that kills the shims', () => {
  const service = { unit: 'containerd.service', killMode: { value: 'control-group' }, stopsWith: [] };

  const [found] = findings(runningFacts(readContainer({ shimProcess: 'running' })), { containerd: service });

  // Whether the shim can clean up is known only where its file was read.
  expect(found).toBeUndefined();
});

it('restart-loses-containers is silent where nothing is lost', () => {
  expect(findings(runningFacts(readContainer()))).toEqual([]);
});
