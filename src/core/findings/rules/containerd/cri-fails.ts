import { adviseOnRunningCri } from '../../../cri/advice/on-cri.ts';
import { adviseOnCriFault } from '../../../cri/advice/on-cri-fault.ts';
import { failedCriPlugin } from '../../../cri/running.ts';
import { criService } from '../../../cri/service.ts';
import type { World } from '../../../world.ts';
import type { Rule, RuleFinding } from '../../context.ts';
import { writtenAt } from './containerd-config-refused.ts';

/** containerd starts, but CRI, which its configuration does not disable, is not loaded. */
export const criFails: Rule = {
  check({ observation: { containerdConfig }, cri, world }) {
    const onDisk = criService(containerdConfig);
    if (containerdConfig === undefined) return [];
    if (onDisk.state !== 'not-served') return failsNow(world);
    const plugins = [...(containerdConfig.inForce.cri?.plugins ?? [])];
    const fault = plugins.flatMap(([, plugin]) => (plugin.ok ? [] : [plugin])).at(0);
    if (fault === undefined) return failsNow(world);
    const place = fault.at === undefined ? '' : ` (${writtenAt(fault.at)})`;
    return [
      {
        severity: 'medium',
        subject: containerdConfig.file,
        message:
          cri.state === 'served'
            ? `CRI is served until containerd restarts, then no pod runs on this host: ${onDisk.message ?? ''}${place}`
            : `containerd starts without CRI, so no pod runs on this host: ${cri.message ?? ''}${place}`,
        advice: adviseOnCriFault(fault, { config: containerdConfig, world }),
      },
    ];
  },
};

/** The running containerd reports a fault that its configuration on disk does not have. */
function failsNow(world: World): RuleFinding[] {
  const { runningContainerd } = world;
  const failed = failedCriPlugin(runningContainerd);
  if (runningContainerd?.cri?.served !== false || failed?.state !== 'error') return [];
  return [
    {
      severity: 'medium',
      subject: failed.plugin,
      message: `containerd runs without CRI, so no pod runs on this host: ${failed.error ?? ''}`,
      advice: adviseOnRunningCri(world),
    },
  ];
}
