import type { PluginState, Settings } from '../../../model/containerd/containerd-config.ts';
import type { ConfigFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { editDaemonJson, loadCommand } from '../../advice/daemon-json.ts';
import { type ConfigHost, editConfig, restartContainerd } from '../../advice/host/edit-config.ts';
import { writeString } from '../../containerd/config/toml/write-toml.ts';
import type { World } from '../../world.ts';
import { failedCriPlugin } from '../running.ts';
import { adviseOnCriFault } from './on-cri-fault.ts';
import { adviseOnRefusal } from './on-refusal.ts';

/** What to do about a CRI that this containerd does not serve. */
export function adviseOnCri(config: ConfigFacts, world: World): Advice[] {
  const { start, cri, settings, main } = config.inForce;
  if (start.kind !== 'works') return adviseOnRefusal(start, { config, containerd: world.containerd });
  const failed = [...(cri?.plugins.values() ?? [])].find(isFailed);
  if (failed !== undefined) return adviseOnCriFault(failed, { config, world });
  if (config.isDockerds === true) return adviseOnDockerds(config.file, world);
  const enable = settings === undefined ? [] : enablePlugins(settings, 'Let containerd load CRI', isOfCri, world);
  const text = 'Let this containerd serve CRI first';
  if (enable.length > 0) return enable;
  return [main === undefined ? { text } : editConfig({ text, file: config.file }, world)];
}

/** A change of a file that dockerd writes is lost with its next start; an option of dockerd stays. */
function adviseOnDockerds(file: string, { docker }: World): Advice[] {
  const text = `Set "cri-containerd" in "${docker.configFile}", then restart dockerd; it writes "${file}" again whenever it starts`;
  const snippet = JSON.stringify({ 'cri-containerd': true }, undefined, 2);
  return [editDaemonJson({ text, command: loadCommand(docker, 'restart'), snippet }, docker)];
}

/** What to do about a running containerd without CRI, whose configuration on disk does not explain it. */
export function adviseOnRunningCri(world: World): Advice[] {
  const text =
    failedCriPlugin(world.runningContainerd) === undefined
      ? 'Restart containerd: with its configuration on disk it serves CRI'
      : 'Correct what containerd reports, then restart it';
  return [{ text, command: restartContainerd(world) }];
}

function isFailed(plugin: PluginState): plugin is Exclude<PluginState, { ok: true }> {
  return !plugin.ok;
}

/** Says whether a name in `disabled_plugins` takes CRI away. */
export function isOfCri(name: string): boolean {
  return name === 'cri' || /^io\.containerd\.(?:grpc\.v1\.cri|cri\.v1\.(?:runtime|images))$/.test(name);
}

/** Advice for each file that disables some plugins: the list without them. */
export function enablePlugins(
  { disabledPlugins }: Settings,
  text: string,
  isMeant: (name: string) => boolean,
  host: ConfigHost,
): Advice[] {
  const files = new Set(
    disabledPlugins.flatMap(({ value, at }) => (at !== undefined && isMeant(value) ? [at.file] : [])),
  );
  return [...files].map((file) => {
    const own = disabledPlugins.filter(({ at }) => at?.file === file);
    const line = own.find(({ value }) => isMeant(value))?.at?.line ?? 0;
    const kept = own.filter(({ value }) => !isMeant(value)).map(({ value }) => writeString(value));
    const snippet = `disabled_plugins = [${kept.join(', ')}]\n`;
    const where = `${text}: write this in line ${line} of "${file}", then restart containerd`;
    return editConfig({ text: where, file, isOfLine: true, snippet, restarts: true }, host);
  });
}
