import type { DockerFacts } from '../../model/host/observation.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { Answer } from '../containerd/answer.ts';

const denied: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/** What to do about a configuration that cannot be read, for an answer that depends on it. */
export function adviseOnUnread(
  { verdict }: Pick<Answer, 'verdict'>,
  { unreadConfig, configFile }: Pick<DockerFacts, 'unreadConfig' | 'configFile'>,
): Advice[] {
  if (verdict !== 'unknown' || unreadConfig === undefined) return [];
  if (denied.has(unreadConfig.errno)) {
    return [{ text: `Run shimdex as root, or let its user read "${configFile}"` }];
  }
  return [{ text: `Make "${configFile}" a file that can be read, then ask again` }];
}
