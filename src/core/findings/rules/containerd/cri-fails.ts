import { adviseOnCriFault } from '../../../cri/advice/on-cri-fault.ts';
import type { Rule } from '../../context.ts';
import { writtenAt } from './containerd-config-refused.ts';

/** containerd starts, but CRI, which its configuration does not disable, is not loaded. */
export const criFails: Rule = {
  check({ observation: { containerdConfig }, cri, world }) {
    if (containerdConfig === undefined || cri.state !== 'not-served') return [];
    const plugins = [...(containerdConfig.inForce.cri?.plugins ?? [])];
    const fault = plugins.flatMap(([, plugin]) => (plugin.ok ? [] : [plugin])).at(0);
    if (fault === undefined) return [];
    const place = fault.at === undefined ? '' : ` (${writtenAt(fault.at)})`;
    return [
      {
        severity: 'medium',
        subject: containerdConfig.file,
        message: `containerd starts without CRI, so no pod runs on this host: ${cri.message ?? ''}${place}`,
        advice: adviseOnCriFault(fault, { config: containerdConfig, world }),
      },
    ];
  },
};
