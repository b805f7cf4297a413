import type { Rule } from '../../context.ts';

/** containerd starts, but CRI, which its configuration does not disable, is not loaded. */
export const criFails: Rule = {
  check({ observation: { containerdConfig }, cri }) {
    const plugins = containerdConfig?.inForce.cri?.plugins ?? new Map();
    const fails = [...plugins.values()].some((plugin) => !plugin.ok);
    if (containerdConfig === undefined || cri.state !== 'not-served' || !fails) return [];
    return [
      {
        severity: 'medium',
        subject: containerdConfig.file,
        message: `containerd starts without CRI, so no pod runs on this host: ${cri.message ?? ''}`,
        advice: [
          {
            text: 'Correct what the message names, or disable CRI where no kubelet needs it',
            file: containerdConfig.file,
          },
        ],
      },
    ];
  },
};
