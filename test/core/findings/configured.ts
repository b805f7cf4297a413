import type { ConfigFacts } from '../../../src/model/host/containerd-facts.ts';
import type { HostFacts } from '../../../src/model/host/observation.ts';
import { observation, observedPlace } from '../../builders.ts';
import { readAs } from '../containerd/config/config-host.ts';

/** What was read of a containerd of this version with this config.toml. */
export function configFacts(version: string, text: string): ConfigFacts {
  const file = '/etc/containerd/config.toml';
  const inForce = readAs(version, { 'config.toml': text });
  const { start } = inForce;
  return { file, files: [file], inForce, ...(start.kind === 'works' ? {} : { fault: { outcome: start } }) };
}

/** A host with such a containerd, and the shims of a distribution. */
export function configuredHost(version: string, text: string, shims = ['containerd-shim-runc-v2']): HostFacts {
  return observation({
    places: [observedPlace('/usr/bin', shims)],
    containerd: { version },
    containerdConfig: configFacts(version, text),
  });
}
