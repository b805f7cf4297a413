import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { UnreadStart } from '../../model/host/systemd.ts';
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
  if (unreadConfig.start !== undefined) return [adviseOnUnreadStart('dockerd', unreadConfig.start)];
  if (unreadConfig.errno === 'EXDEV') return [{ text: 'Name the file that dockerd reads with --docker-config' }];
  if (unreadConfig.errno === 'ESRCH') return [{ text: 'Name the daemon.json of that dockerd with --docker-config' }];
  if (unreadConfig.errno === 'EAGAIN') return [{ text: 'Ask again when the Engine answers' }];
  if (configDeniedTo !== undefined) return [openToDockerd(configDeniedTo, configFile)];
  return [adviseOnUnreadFile(unreadConfig.errno, configFile)];
}

/** For a file that shimdex cannot even look for. */
export const runAsRoot: Advice = { text: 'Run shimdex as root, or as a user who may search that directory' };

/** For a file that shimdex cannot read. */
export function adviseOnUnreadFile(errno: string, file: string): Advice {
  if (denied.has(errno)) return { text: `Run shimdex as root, or let its user read "${file}"` };
  return { text: `Make "${file}" a file that can be read, then ask again` };
}

/** What to do about a configuration of containerd whose settings are not known, for an answer that depends on them. */
export function adviseOnUnreadContainerd({
  containerd,
  containerdConfig: config,
}: Pick<World, 'containerd' | 'containerdConfig'>): Advice[] {
  if (containerd.startUnread !== undefined) return [adviseOnUnreadStart('containerd', containerd.startUnread)];
  if (config === undefined) return [];
  const refusal = refusalOf(config);
  if (refusal !== undefined) return adviseOnRefusal(refusal, { config, containerd });
  return [adviseOnUnreadFile(config.fault?.errno ?? '', config.file)];
}

const settings = {
  dockerd: '--dockerd-flag',
  containerd: '--search-path, --containerd-exe and --containerd-config',
} as const;

/** For a unit that cannot be read, or whose command is not interpreted. */
export function adviseOnUnreadStart(daemon: 'dockerd' | 'containerd', { denied: file }: UnreadStart): Advice {
  if (file !== undefined) return adviseOnUnreadFile('EACCES', file);
  return {
    text: `Let "ExecStart=" execute the daemon itself, because systemd replaces variables such as \${NAME} too; or give shimdex what that command sets, with ${settings[daemon]}`,
  };
}

/** For a file that dockerd itself may not read: running shimdex as root does not help. */
export function openToDockerd(user: number, file: string): Advice {
  return { text: `Let user ${user}, who runs dockerd, read "${file}"; dockerd cannot read it either` };
}
