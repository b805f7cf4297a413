import type { Rule } from '../../context.ts';

/** Before 25, some configurations that dockerd can start with crash a running dockerd that reloads them. */
export const reloadCrashes: Rule = {
  check({ observation: { docker } }) {
    const reload = docker.drift?.afterReload;
    if (reload?.kind !== 'crashed') return [];
    return [
      {
        severity: 'high',
        subject: docker.configFile,
        message: `A reload would end the running dockerd: ${reload.message}`,
        advice: 'Do not reload dockerd: restart it, or correct "runtimes" and "default-runtime" of the file first',
      },
    ];
  },
};
