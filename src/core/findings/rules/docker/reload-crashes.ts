import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';

/** Before 25 some configurations that dockerd starts with are the end of one that is asked to reload them. */
export function reloadCrashes({ observation: { docker } }: RuleContext): Finding[] {
  const reload = docker.drift?.afterReload;
  if (reload?.kind !== 'crashed') return [];
  return [
    {
      code: 'reload-crashes',
      severity: 'high',
      subject: docker.configFile,
      message: `A reload would end the running dockerd: ${reload.message}`,
      advice: 'Do not reload dockerd: restart it, or correct "runtimes" and "default-runtime" of the file first',
    },
  ];
}
