import type { ContainerdConfig } from '../../../../model/containerd/containerd-config.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import { type ConfigHost, editConfig } from '../../../advice/host/edit-config.ts';
import { meantSection } from '../../../containerd/config/hints/meant-section.ts';
import { writeHeader } from '../../../containerd/config/toml/write-toml.ts';
import { enablePlugins } from '../../../cri/advice/on-cri.ts';
import { isAtLeast, parseVersion } from '../../../version.ts';
import type { Rule, RuleFinding } from '../../context.ts';
import { writtenAt } from './containerd-config-refused.ts';

/** A section for CRI, for the opt plugin or for a socket is under a name that this containerd does not use, so it has no effect. */
export const containerdSectionIgnored: Rule = {
  explainsRuntime: true,
  check({ observation }) {
    const { containerd, containerdConfig } = observation;
    const config = containerdConfig?.inForce;
    const isTwo = isAtLeast(parseVersion(containerd.version), 2);
    const ignored = (config?.settings?.ignoredSections ?? []).map(({ value, at }) => ({
      severity: 'medium' as const,
      subject: at === undefined || containerdConfig === undefined ? value : writtenAt(at),
      message: `containerd ${containerd.version} ignores the section plugins.${JSON.stringify(value)}: ${whyIgnored(value, isTwo)}`,
      advice: [adviceFor(value, isTwo, at?.file ?? containerdConfig?.file, observation)],
    }));
    return [...ignored, ...disabledOpt(config, observation), ...unreadAddresses(config, observation)];
  },
};

/** The opt plugin has a path and is disabled. */
function disabledOpt(config: ContainerdConfig | undefined, host: ConfigHost): RuleFinding[] {
  const { settings } = config ?? {};
  const path = settings?.optPath;
  const off = settings?.disabledPlugins.find(({ value, at }) => at !== undefined && isOpt(value));
  if (settings === undefined || path?.at === undefined || off?.at === undefined) return [];
  if (config?.cri === undefined || !settings.optIsDisabled) return [];
  return [
    {
      severity: 'medium',
      subject: writtenAt(path.at),
      message: `containerd ignores the path ${JSON.stringify(path.value)} of the opt plugin: "disabled_plugins" has ${JSON.stringify(off.value)} (${writtenAt(off.at)})`,
      advice: enablePlugins(settings, 'Let containerd load the opt plugin', isOpt, host),
    },
  ];
}

/** Until 2.2 these tables have the sockets; from 2.3 on only in files below version 4, and a section of the plugin wins. */
function unreadAddresses(config: ContainerdConfig | undefined, host: ConfigHost): RuleFinding[] {
  return (config?.settings?.unreadAddresses ?? []).map(({ table, plugin, value, at }) => ({
    severity: 'medium',
    subject: writtenAt(at),
    message: `containerd ${host.containerd.version} ignores the address ${JSON.stringify(value)} in [${table}]: plugins.${JSON.stringify(plugin)} has it`,
    advice: [
      editConfig(
        {
          text: 'Remove the address, or write it in the section of the plugin',
          file: at.file,
          snippet: `${writeHeader('plugins', plugin)}\naddress = ${JSON.stringify(value)}\n`,
        },
        host,
      ),
    ],
  }));
}

function isOpt(name: string): boolean {
  return name === 'opt' || name === 'io.containerd.internal.v1.opt';
}

function whyIgnored(name: string, isTwo: boolean): string {
  const meant = meantSection(name);
  if (name === 'io') return 'the name of a plugin has dots, so it needs quotes in a header';
  if (meant !== undefined) return `no plugin has this name, and ${JSON.stringify(meant)} is one`;
  if (!name.includes('.')) return 'a file with "version = 2" or later needs the whole name of the plugin';
  if (!isTwo && name.startsWith('io.containerd.cri.v1.')) return 'only containerd 2.0 and later have this plugin';
  if (isTwo) return 'a file with "version = 3" or later has another name for it';
  return 'the file does not say "version = 2", so its plugins have short names';
}

function adviceFor(name: string, isTwo: boolean, file: string | undefined, host: ConfigHost): Advice {
  const change = changeFor(name, isTwo);
  return file === undefined ? change : editConfig({ ...change, file }, host);
}

function changeFor(name: string, isTwo: boolean): { readonly text: string; readonly snippet: string } {
  const meant = meantSection(name);
  if (meant !== undefined) {
    const text = name === 'io' ? 'Write the name of the plugin in quotes' : 'Write the exact name of the plugin';
    return { text, snippet: writeHeader('plugins', meant) };
  }
  if (!isTwo && name.includes('.') && !name.startsWith('io.containerd.cri.v1.')) {
    const text = 'Begin the file with its version, and give every other plugin in it its whole name';
    return { text, snippet: 'version = 2' };
  }
  return { text: 'Move the section to the name that this containerd reads', snippet: header(name, isTwo) };
}

function header(name: string, isTwo: boolean): string {
  if (name === 'opt') return '[plugins."io.containerd.internal.v1.opt"]';
  return isTwo ? '[plugins."io.containerd.cri.v1.runtime"]' : '[plugins."io.containerd.grpc.v1.cri"]';
}
