import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { Answer } from '../containerd/answer.ts';
import { refusalOf } from '../containerd/config/refusal.ts';
import { adviseOnRefusal } from '../cri/advice/on-refusal.ts';
import type { World } from '../world.ts';

const denied: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/** What to do about a configuration that cannot be read, for an answer that depends on it. */
export function adviseOnUnread(
  { verdict }: Pick<Answer, 'verdict'>,
  { unreadConfig, configDeniedTo, configFile }: Pick<DockerFacts, 'unreadConfig' | 'configDeniedTo' | 'configFile'>,
): Advice[] {
  if (verdict !== 'unknown' || unreadConfig === undefined) return [];
  if (unreadConfig.errno === 'EXDEV') return [{ text: 'Name the file that dockerd reads with --docker-config' }];
  if (unreadConfig.errno === 'ESRCH') return [{ text: 'Name the daemon.json of that dockerd with --docker-config' }];
  if (unreadConfig.errno === 'EAGAIN') return [{ text: 'Ask again when the Engine answers' }];
  if (configDeniedTo !== undefined) return [openToDockerd(configDeniedTo, configFile)];
  if (denied.has(unreadConfig.errno)) {
    return [{ text: `Run shimdex as root, or let its user read "${configFile}"` }];
  }
  return [{ text: `Make "${configFile}" a file that can be read, then ask again` }];
}

/** What to do about a configuration of containerd whose settings are not known, for an answer that depends on them. */
export function adviseOnUnreadContainerd({
  containerd,
  containerdConfig: config,
}: Pick<World, 'containerd' | 'containerdConfig'>): Advice[] {
  if (config === undefined) return [];
  const refusal = refusalOf(config);
  if (refusal !== undefined) return adviseOnRefusal(refusal, { config, isRunning: containerd.pid !== undefined });
  return denied.has(config.fault?.errno ?? '')
    ? [{ text: `Run shimdex as root, or let its user read "${config.file}"` }]
    : [{ text: `Make "${config.file}" a file that can be read, then ask again` }];
}

/** For a file that dockerd itself may not read: running shimdex as root does not help. */
export function openToDockerd(user: number, file: string): Advice {
  return { text: `Let user ${user}, who runs dockerd, read "${file}"; dockerd cannot read it either` };
}
