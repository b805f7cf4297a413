import type { IgnoredKey } from '../../../../model/containerd/containerd-config.ts';
import { defined } from '../../../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import { oncePerDetail } from '../../../../model/once-per.ts';
import { type KeyHint, keyHint, outermost } from '../../../containerd/config/hints/key-hint.ts';
import { type ConfigRelease, configReleaseOf } from '../../../containerd/config/release.ts';
import { writeHeader, writeValue } from '../../../containerd/config/toml/write-toml.ts';
import { deadPaths, type IgnoredInHandler, ignoredOptions } from '../../../cri/ignored-in-handlers.ts';
import { criService } from '../../../cri/service.ts';
import type { Rule, RuleFinding } from '../../context.ts';
import { writtenAt } from './containerd-config-refused.ts';

/**
 * A key in the section of CRI or of the opt plugin has no effect. containerd 2.x warns of each unknown key; 1.x is silent, so
 * only keys that look like known ones are reported.
 */
export const containerdKeyIgnored: Rule = {
  check: ({ observation: { containerd, containerdConfig } }) =>
    findingsIn(containerd, [containerdConfig], containerdConfig),
};

const findingsIn = oncePerDetail((containerd: ContainerdFacts, config: ConfigFacts | undefined): RuleFinding[] => {
  const keys = config?.inForce.settings?.ignoredKeys ?? [];
  const release = configReleaseOf(containerd);
  const service = criService(config);
  return [
    ...keys.filter((key) => isWhole(key, keys)).flatMap((key) => findingOf(key, containerd.version, release)),
    ...[...ignoredOptions(service, release), ...deadPaths(service, release)].map((ignored) =>
      inHandler(ignored, containerd.version),
    ),
  ];
});

const ofInterest = /^io\.containerd\.(?:cri\.v1\.runtime|grpc\.v1\.cri|internal\.v1\.opt)$/;

/** Every table below an unknown one is unknown too; the outermost is enough. */
function isWhole({ key, plugin }: IgnoredKey, all: readonly IgnoredKey[]): boolean {
  return !all.some(
    (other) =>
      other.plugin === plugin && other.key.length < key.length && other.key.every((part, at) => part === key[at]),
  );
}

function findingOf(ignored: IgnoredKey, version: string, release: ConfigRelease): RuleFinding[] {
  const { plugin, at } = ignored;
  const hint = keyHint(ignored, release);
  const isOfPlugin = plugin !== undefined && ofInterest.test(plugin);
  if (plugin === undefined ? hint === undefined : !isOfPlugin) return [];
  if (hint === undefined && !release.splitCri) return [];
  const isMeant = hint !== undefined && hint.kind !== 'release';
  return [
    {
      severity: isMeant ? 'medium' : 'low',
      subject: writtenAt(at),
      message: messageFor(ignored, version, release),
      advice: [adviceFor(ignored, outermost(ignored, release), hint)],
    },
  ];
}

function messageFor({ key, plugin }: IgnoredKey, version: string, { splitCri }: ConfigRelease): string {
  const written = JSON.stringify(key.join('.'));
  if (splitCri) {
    return `Ignoring unknown key in TOML${plugin === undefined ? '' : ` for plugin "${plugin}"`}: ${written}`;
  }
  const where = plugin === undefined ? '' : ` in the section of "${plugin}"`;
  return `containerd ${version} ignores the key ${written}${where} without a message`;
}

function adviceFor(ignored: IgnoredKey, key: readonly string[], hint: KeyHint | undefined): Advice {
  const { plugin = '', at, value } = ignored;
  const { file } = at;
  const written = key.at(-1) ?? '';
  const line = `in line ${at.line}`;
  const isPlain = value.kind !== 'table' && key.length === ignored.key.length;
  switch (hint?.kind) {
    case undefined:
      return { text: 'Move or remove the key', file };
    case 'section': {
      const header = writeHeader('plugins', hint.plugin, ...key.slice(0, -1));
      return { text: `Move or remove the key ${line}: it belongs to another section`, file, snippet: `${header}\n` };
    }
    case 'spelling': {
      const text = `Write "${hint.meant}" instead of ${JSON.stringify(written)} ${line}`;
      return defined({ text, file, snippet: isPlain ? `${hint.meant} = ${writeValue(value)}\n` : undefined });
    }
    case 'top':
      return { text: `Move the key from line ${at.line} to the beginning of the file, above the first header`, file };
    case 'plugin':
      return { text: `Write the header with "plugins" ${line}`, file, snippet: `${writeHeader('plugins', written)}\n` };
    case 'moved': {
      const meant = hint.path.at(-1) ?? '';
      const header = writeHeader('plugins', plugin, ...(isPlain ? hint.path.slice(0, -1) : hint.path));
      const body = isPlain ? `${header}\n${meant} = ${writeValue(value)}\n` : `${header}\n`;
      return { text: `Move the key from line ${at.line} to the table that has it`, file, snippet: body };
    }
    case 'release': {
      const { since, until } = hint;
      const who =
        since === undefined ? `containerd ${until} and earlier read it` : `containerd ${since} and later read it`;
      return { text: `Remove the key ${line}: only ${who}`, file };
    }
  }
}

function inHandler({ at, what, advice }: IgnoredInHandler, version: string): RuleFinding {
  return {
    severity: 'medium',
    subject: writtenAt(at),
    message: `containerd ${version} ignores ${what}`,
    advice: [{ file: at.file, ...advice }],
  };
}
