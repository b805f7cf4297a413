import type { ContainerdConfig } from '../../../../model/containerd/containerd-config.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import { isAtLeast, parseVersion } from '../../../version.ts';
import type { Rule } from '../../context.ts';
import { writtenAt } from './containerd-config-refused.ts';

/** A section for CRI or for the opt plugin is under a name that this containerd does not use, so it has no effect. */
export const containerdSectionIgnored: Rule = {
  explainsRuntime: true,
  check({ observation: { containerd, containerdConfig } }) {
    const config = containerdConfig?.inForce;
    const isTwo = isAtLeast(parseVersion(containerd.version), 2);
    return (config?.settings?.ignoredSections ?? []).map(({ value, at }) => ({
      severity: 'medium',
      subject: at === undefined || containerdConfig === undefined ? value : writtenAt(at),
      message: `containerd ${containerd.version} ignores the section plugins.${JSON.stringify(value)}: ${whyIgnored(value, isTwo)}`,
      advice: [adviceFor(value, isTwo, at?.file ?? config?.main)],
    }));
  },
};

function whyIgnored(name: string, isTwo: boolean): string {
  if (!name.includes('.')) return 'a file with "version = 2" or later needs the whole name of the plugin';
  if (!isTwo && name.startsWith('io.containerd.cri.v1.')) return 'only containerd 2.0 and later have this plugin';
  if (isTwo) return 'a file with "version = 3" or later has another name for it';
  return 'the file does not say "version = 2", so its plugins have short names';
}

function adviceFor(name: string, isTwo: boolean, file: ContainerdConfig['main']): Advice {
  const where = file === undefined ? {} : { file };
  if (!isTwo && name.includes('.') && !name.startsWith('io.containerd.cri.v1.')) {
    const text = 'Begin the file with its version, and give every other plugin in it its whole name';
    return { text, ...where, snippet: 'version = 2' };
  }
  return { text: 'Move the section to the name that this containerd reads', ...where, snippet: header(name, isTwo) };
}

function header(name: string, isTwo: boolean): string {
  if (name === 'opt') return '[plugins."io.containerd.internal.v1.opt"]';
  return isTwo ? '[plugins."io.containerd.cri.v1.runtime"]' : '[plugins."io.containerd.grpc.v1.cri"]';
}
