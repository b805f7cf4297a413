import type { Place } from '../../../../model/containerd/toml.ts';
import type { ConfigFacts, ContainerdFacts } from '../../../../model/host/containerd-facts.ts';
import { refusalOf } from '../../../containerd/config/refusal.ts';
import { adviseOnRefusal } from '../../../cri/advice/on-refusal.ts';
import type { Rule } from '../../context.ts';

/** containerd would not start with its configuration; a running one keeps using what it read at its start. */
export const containerdConfigRefused: Rule = {
  explainsRuntime: true,
  check({ observation: { containerd, containerdConfig } }) {
    const outcome = refusalOf(containerdConfig);
    if (containerdConfig === undefined || outcome === undefined) return [];
    const ends = outcome.kind === 'panics' ? 'would end in a panic' : 'would not start';
    const { error } = outcome;
    const isOfCommandLine = outcome.kind === 'refuses' && outcome.isOfCommandLine === true;
    const { acceptedBy } = containerdConfig.fault ?? {};
    return [
      {
        severity: 'high',
        subject: isOfCommandLine ? commandLineOf(containerd, containerdConfig) : placeOf(outcome, containerdConfig),
        message: `containerd ${ends} with this ${isOfCommandLine ? 'command line' : 'configuration'}: ${error}${assumption(acceptedBy)}`,
        advice: adviseOnRefusal(outcome, { config: containerdConfig, containerd }),
      },
    ];
  },
};

function placeOf({ at }: { readonly at?: Place }, { file }: ConfigFacts): string {
  return at === undefined ? file : writtenAt(at);
}

/** The line of its unit, or the process. */
function commandLineOf({ pid }: ContainerdFacts, { startedIn }: ConfigFacts): string {
  if (startedIn !== undefined) return writtenAt(startedIn);
  return pid === undefined ? 'containerd command line' : `process ${pid}`;
}

/** Two builds of one release may read TOML differently, and nothing names the library of this one. */
function assumption(acceptedBy: string | undefined): string {
  if (acceptedBy === undefined) return '';
  return ` (assuming the TOML library of this release; a build with go-toml ${acceptedBy} would start)`;
}

/** A place as `file:line`. */
export function writtenAt({ file, line }: Pick<Place, 'file' | 'line'>): string {
  return line === 0 ? file : `${file}:${line}`;
}
