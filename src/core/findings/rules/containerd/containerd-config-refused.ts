import type { Place } from '../../../../model/containerd/toml.ts';
import type { ConfigFacts } from '../../../../model/host/observation.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import type { Rule } from '../../context.ts';

/** containerd would not start with its configuration; a running one goes on with what it read at its start. */
export const containerdConfigRefused: Rule = {
  explainsRuntime: true,
  check({ observation: { containerd, containerdConfig } }) {
    const outcome = refusalOf(containerdConfig);
    if (containerdConfig === undefined || outcome === undefined) return [];
    const ends = outcome.kind === 'panics' ? 'would end in a panic' : 'would not start';
    const { error, at } = outcome;
    return [
      {
        severity: 'high',
        subject: at === undefined ? containerdConfig.file : writtenAt(at),
        message: `containerd ${ends} with this configuration: ${error}`,
        advice: [correction(error, at?.file ?? containerdConfig.file, containerd.pid !== undefined)],
      },
    ];
  },
};

/** How containerd would end with the files as they are; undefined when it would start, or when they were not read. */
export function refusalOf(config: ConfigFacts | undefined) {
  const outcome = config?.fault?.outcome;
  return outcome === undefined || outcome.kind === 'unread' ? undefined : outcome;
}

/** A place as `file:line`. */
export function writtenAt({ file, line }: Place): string {
  return line === 0 ? file : `${file}:${line}`;
}

const shortName = /^.*invalid (disabled|required) plugin URI "([a-z]+)" expect io\.containerd\.x\.vx$/;

function correction(error: string, file: string, runs: boolean): Advice {
  const [, list, name] = shortName.exec(error) ?? [];
  if (name === 'cri') {
    const text = 'Write the whole name of the plugin, which a file with "version = 2" needs';
    return { text, file, snippet: `${list}_plugins = ["io.containerd.grpc.v1.cri"]` };
  }
  return { text: `Correct the file before containerd is ${runs ? 'restarted' : 'started'}`, file };
}
