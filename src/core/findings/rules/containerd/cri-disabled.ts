import { enablePlugins, isOfCri } from '../../../cri/advice/on-cri.ts';
import type { Rule } from '../../context.ts';
import { writtenAt } from './containerd-config-refused.ts';

/**
 * The configuration has CRI handlers and disables CRI, so they have no effect. Without handlers it is a choice: the file
 * of Docker's package disables CRI.
 */
export const criDisabled: Rule = {
  check({ observation }) {
    const { settings, cri } = observation.containerdConfig?.inForce ?? {};
    const off = settings?.disabledPlugins.find(({ value, at }) => at !== undefined && isOfCri(value));
    const handlers = settings?.writtenHandlers.filter(({ isRead }) => isRead) ?? [];
    const [first] = handlers;
    if (settings === undefined || cri?.served !== false || off?.at === undefined || first === undefined) return [];
    const isOff = [...cri.plugins.values()].every((plugin) => plugin.ok || isAboutMissing(plugin.error));
    if (!isOff) return [];
    const names = [...new Set(handlers.map(({ name }) => JSON.stringify(name)))].join(', ');
    const text = `No pod runs with the CRI handlers of this configuration (${names}, ${writtenAt(first.at)})`;
    const how = `"disabled_plugins" has ${JSON.stringify(off.value)}`;
    return [
      {
        severity: 'medium',
        subject: writtenAt(off.at),
        message: `${text}: ${how}, so a kubelet gets "unknown service runtime.v1.RuntimeService"`,
        advice: enablePlugins(settings, 'Let containerd load CRI', isOfCri, observation),
      },
    ];
  },
};

/** The other plugins of CRI fail when the one that they need is disabled. */
function isAboutMissing(error: string): boolean {
  return error.includes('no plugins registered for io.containerd.cri.v1.');
}
