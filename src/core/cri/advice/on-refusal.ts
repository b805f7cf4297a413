import type { Place } from '../../../model/containerd/toml.ts';
import { defined } from '../../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { type ConfigEdit, editConfig, letWrite } from '../../advice/host/edit-config.ts';
import { pluginUri } from '../../containerd/config/migrate/plugin-names.ts';
import { writeHeader, writeString } from '../../containerd/config/toml/write-toml.ts';
import { errnoText } from '../../go/errno-text.ts';
import { adviseOnCommandLine } from './on-command-line.ts';
import { causeOfSyntax } from './on-syntax.ts';

/** How containerd ends with its configuration, in its own words. */
interface Refusal {
  readonly error: string;
  readonly at?: Place;
  readonly isOfCommandLine?: true;
  /** The pattern of `imports` that matches the file. */
  readonly pattern?: string;
}

interface Asked {
  readonly config: ConfigFacts;
  readonly containerd: ContainerdFacts;
}

/** What to write instead of something with which containerd does not start. */
export function adviseOnRefusal(
  { error, at, isOfCommandLine, pattern: matching }: Refusal,
  { config, containerd }: Asked,
): Advice[] {
  const host = { containerd, containerdConfig: config };
  const when = `before containerd is ${containerd.pid === undefined ? 'started' : 'restarted'}`;
  if (isOfCommandLine === true) return [adviseOnCommandLine(error, config, containerd, when)];
  const file = at?.file ?? config.file;
  const line = at === undefined ? '' : ` in line ${at.line}`;
  const onPath = adviseOnPath(error, config);
  if (onPath !== undefined)
    return [onMissing(error, host) ?? editConfig({ text: `${onPath}, ${when}`, file: config.file }, host)];
  for (const [pattern, remedy] of remedies) {
    const match = pattern.exec(error);
    if (match === null) continue;
    const { text, why, snippet, also } = remedy(match, matching);
    const because = why === undefined ? '' : `: ${why}`;
    const whole = `${line === '' ? text.replace(/,$/, '') : text}${line}, ${when}${because}`;
    const isOfLine = at !== undefined;
    const others = also === undefined ? [] : [editConfig({ file, ...also }, host)];
    return [editConfig(defined({ text: whole, file, isOfLine, snippet }), host), ...others];
  }
  return [editConfig({ text: `Correct the file${line} ${when}`, file, isOfLine: at !== undefined }, host)];
}

/** What to do about a main file that is not there or no file: containerd needs it only where `--config` names it. */
function adviseOnPath(error: string, config: ConfigFacts): string | undefined {
  const { file, startedIn: at } = config;
  if (isAbsent(error, config)) {
    const where = at === undefined ? 'from the command line of containerd' : `in line ${at.line} of "${at.file}"`;
    return `Create "${file}", or remove --config ${where}`;
  }
  if (error.endsWith(`open ${file}: ${errnoText('ENOTDIR')}`)) {
    return `Correct the path "${file}" after --config, of which a part is a file`;
  }
  return error.endsWith(`read ${file}: ${errnoText('EISDIR')}`)
    ? `Remove the directory "${file}", and write a file in its place`
    : undefined;
}

/** A missing main file needs no change where its writer makes it. */
function onMissing(
  error: string,
  host: { readonly containerd: ContainerdFacts; readonly containerdConfig: ConfigFacts },
) {
  return isAbsent(error, host.containerdConfig) ? letWrite(host.containerdConfig.file, host) : undefined;
}

/** Whether the main file is not there. */
function isAbsent(error: string, { file }: ConfigFacts): boolean {
  return error.endsWith(`open ${file}: ${errnoText('ENOENT')}`);
}

interface Remedy {
  /** A sentence that continues with the line and the file. */
  readonly text: string;
  /** What is wrong, for the end of the sentence. */
  readonly why?: string;
  readonly snippet?: string;
  readonly also?: Pick<ConfigEdit, 'text' | 'snippet'>;
}

const say = (text: string, snippet?: string) => () => defined({ text, snippet });

/** What containerd says, and what helps. */
const remedies: readonly (readonly [RegExp, (match: RegExpExecArray, matching?: string) => Remedy])[] = [
  [/invalid (disabled|required) plugin URI "(.*)" expect io\.containerd\.x\.vx$/s, onPluginName],
  [/invalid plugin key URI "(.*)" expect io\.containerd\.x\.vx$/s, onSectionName],
  [/unsupported config version/, say('Write the highest version that this containerd reads', 'version = 2')],
  [
    /equal to or less than `(\d+)`/,
    ([, highest = '3']) => ({
      text: 'Write the highest version that this containerd reads',
      snippet: `version = ${highest}`,
    }),
  ],
  [
    /drop-in config version (\d+) higher than root config version (\d+)/,
    ([, , root = '3']) => ({
      text: 'Write the version of the main file, and the sections as that version has them,',
      snippet: `version = ${root}`,
    }),
  ],
  [
    /open ([^:]*): no such file or directory$/s,
    ([, path], matching) => ({
      text:
        matching === undefined
          ? `Create "${path}", or remove it from "imports"`
          : `Create what the link "${path}" points to, or remove the link, which matches "${matching}"`,
    }),
  ],
  [
    /read ([^:]*): is a directory$/s,
    ([, path], matching) => ({
      text:
        matching === undefined
          ? `Write "${path}/*.toml" for the files of that directory, or remove it from "imports",`
          : `Move the directory "${path}" elsewhere, because it matches "${matching}"`,
    }),
  ],
  [/syntax error in pattern$/, say('Correct the pattern of "imports"')],
  [
    /^.*(?:Can't convert .* to |of type |cannot be assigned to |cannot assign boolean to |TOML [\w ]+ into )([^:]+)$/s,
    onType,
  ],
  [/plugin: no type$/, say('Write a type that this containerd knows, such as "snapshot", into the proxy plugin')],
  [/not a valid logrus Level/, say('Write a level such as "info" or "debug"', '[debug]\nlevel = "info"')],
  [/unknown log format/, say('Write "text" or "json"', '[debug]\nformat = "text"')],
  [/root and state must be different/, say('Write another directory', 'state = "/run/containerd"')],
  [/into a time duration$|invalid duration/, say('Write a duration such as "4h" or "30s"')],
  [/required plugin/, say('Remove the name from "required_plugins", or let the plugin start,')],
  [
    /duplicated tables|table \S+ already exists|cannot redefine table/,
    say('Put the keys of both tables under one header and remove the second header'),
  ],
  [
    /failed to unmarshal TOML|failed to load TOML: .*: \(\d+, \d+\)/s,
    ({ input }) => defined({ text: 'Fix the TOML error', why: causeOfSyntax(input) }),
  ],
];

/** A file of version 2 or later needs whole names. */
function onPluginName([, list = '', name = '']: RegExpExecArray): Remedy {
  const text = `Write the whole name of the plugin "${name}", which a file with "version = 2" or later needs,`;
  const also =
    name === 'cri' && list === 'disabled'
      ? { text: 'Or remove the name: Kubernetes needs CRI', snippet: 'disabled_plugins = []' }
      : undefined;
  return defined({ text, snippet: `${list}_plugins = [${writeString(pluginUri(name).uri)}]`, also });
}

function onSectionName([, name = '']: RegExpExecArray): Remedy {
  const text = 'Write the whole name of the plugin, in quotes, which a file with "version = 2" or later needs,';
  if (name === 'io') return { text, snippet: writeHeader('plugins', 'io.containerd.grpc.v1.cri') };
  return { text, snippet: writeHeader('plugins', pluginUri(name).uri) };
}

/** What has to be written where a Go type is wanted; go-toml 1 says `a tree` and `a slice` of a value that is one. */
const wanted: readonly (readonly [RegExp, string])[] = [
  [/^string$/, 'Write a text in quotes'],
  [/^bool$/, 'Write true or false without quotes'],
  [/^u?int\d*$/, 'Write a whole number without quotes'],
  [/^float64$/, 'Write a number with a decimal point'],
  [/Duration$/, 'Write a duration such as "30s"'],
  [/^(?:a tree|trees|a slice)$/, 'Write one plain value instead of a table or a list'],
  [/^a (?:true|false)$/, 'Write a value of the type that this key has, which is not true or false,'],
  [/^\[\]/, 'Write a list in brackets, such as ["a", "b"],'],
  [/^map|^\w+\.|\(map\)$/, 'Write a table with a header of its own'],
];

function onType([, type = '']: RegExpExecArray): Remedy {
  const [, text] = wanted.find(([pattern]) => pattern.test(type)) ?? [];
  return { text: text ?? 'Write a value of the type that this key has' };
}
