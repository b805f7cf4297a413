import type { IgnoredKey } from '../../../../model/containerd/containerd-config.ts';
import { defined } from '../../../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../../../model/host/containerd-facts.ts';
import { oncePerDetail } from '../../../../model/once-per.ts';
import { type ConfigEdit, type ConfigHost, editConfig } from '../../../advice/host/edit-config.ts';
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
  const host = { containerd, containerdConfig: config };
  const service = criService(config);
  return [
    ...keys.filter((key) => isWhole(key, keys)).flatMap((key) => findingOf(key, host, release)),
    ...[...ignoredOptions(service, release), ...deadPaths(service, release)].map((ignored) => inHandler(ignored, host)),
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

function findingOf(ignored: IgnoredKey, host: ConfigHost, release: ConfigRelease): RuleFinding[] {
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
      message: messageFor(ignored, host.containerd.version, release),
      advice: [editConfig({ ...adviceFor(ignored, outermost(ignored, release), hint), file: at.file }, host)],
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

/** What to write in the file of the key instead. */
type Change = Pick<ConfigEdit, 'text' | 'isOfLine' | 'snippet'>;

function adviceFor(ignored: IgnoredKey, key: readonly string[], hint: KeyHint | undefined): Change {
  const { plugin = '', at, value } = ignored;
  const written = key.at(-1) ?? '';
  const line = `in line ${at.line}`;
  const isOfLine = true;
  const isPlain = value.kind !== 'table' && key.length === ignored.key.length;
  switch (hint?.kind) {
    case undefined:
      return { text: 'Move or remove the key' };
    case 'section': {
      const header = writeHeader('plugins', hint.plugin, ...key.slice(0, -1));
      return {
        text: `Move or remove the key ${line}: it belongs to another section`,
        isOfLine,
        snippet: `${header}\n`,
      };
    }
    case 'spelling': {
      const text = `Write "${hint.meant}" instead of ${JSON.stringify(written)} ${line}`;
      return defined({ text, isOfLine, snippet: isPlain ? `${hint.meant} = ${writeValue(value)}\n` : undefined });
    }
    case 'top':
      return {
        text: `Move the key from line ${at.line} to the beginning of the file, above the first header`,
        isOfLine,
      };
    case 'plugin':
      return {
        text: `Write the header with "plugins" ${line}`,
        isOfLine,
        snippet: `${writeHeader('plugins', written)}\n`,
      };
    case 'moved': {
      const meant = hint.path.at(-1) ?? '';
      const header = writeHeader('plugins', plugin, ...(isPlain ? hint.path.slice(0, -1) : hint.path));
      const body = isPlain ? `${header}\n${meant} = ${writeValue(value)}\n` : `${header}\n`;
      return { text: `Move the key from line ${at.line} to the table that has it`, isOfLine, snippet: body };
    }
    case 'release': {
      const { since, until } = hint;
      const who =
        since === undefined ? `containerd ${until} and earlier read it` : `containerd ${since} and later read it`;
      return { text: `Remove the key ${line}: only ${who}`, isOfLine };
    }
  }
}

function inHandler({ at, what, advice }: IgnoredInHandler, host: ConfigHost): RuleFinding {
  return {
    severity: 'medium',
    subject: writtenAt(at),
    message: `containerd ${host.containerd.version} ignores ${what}`,
    advice: [editConfig({ ...advice, file: at.file }, host)],
  };
}
