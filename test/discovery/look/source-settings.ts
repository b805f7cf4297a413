import type { ObserveSettings } from '../../../src/settings/settings.ts';

/** Settings for a host below `root` on which no containerd is looked for. */
export function settingsFor(root: string): ObserveSettings {
  return {
    root,
    containerd: 'none',
    containerdConfig: '/etc/containerd/config.toml',
    containerdSocket: 'auto',
    target: 'default',
    policy: { allow: [], deny: [] },
  };
}
