import type { Finding, Severity } from '../../model/finding.ts';
import { type Difference, differences } from '../docker/drift.ts';
import { dockerRules } from '../docker/release.ts';
import type { RuleContext } from './context.ts';

/** One finding for each thing that the configuration says otherwise than the running Engine, and that `needs` mends. */
export function describeDifferences(
  context: RuleContext,
  needs: Difference['needs'],
  advise: (difference: Difference) => string,
): Finding[] {
  const { docker, engine } = context.observation;
  if (engine === undefined || docker.drift === undefined) return [];
  return differences(engine, docker.drift)
    .filter((difference) => difference.needs === needs)
    .map((difference) => ({
      code: `${needs}-needed`,
      severity: severityOf(difference, context),
      subject: difference.name ?? 'default-runtime',
      message: describe(difference, context),
      advice: advise(difference),
    }));
}

/** Runtimes by name, in quotes. */
export function namesOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** Who relies on what was removed notices later; who waits for what was added is waiting now. */
function severityOf({ name, kind }: Difference, { observation: { docker } }: RuleContext): Severity {
  const rules = dockerRules(docker.version);
  // Lost with a reload of 23 and 24, and taken for an implicit name since.
  const isImplicit = name !== undefined && rules.implicit && rules.stock.includes(name);
  return kind === 'removed' || isImplicit ? 'low' : 'medium';
}

function describe({ name, kind, next }: Difference, { observation }: RuleContext): string {
  const { docker, engine } = observation;
  if (name === undefined) {
    return `The default runtime is "${next}" by dockerd's configuration, and "${engine?.defaultRuntime}" in the running Engine`;
  }
  switch (kind) {
    case 'added':
      return `Runtime "${name}" is in dockerd's configuration (${docker.configFile}), and not in the running Engine`;
    case 'removed':
      return `Runtime "${name}" is in the running Engine, and not in dockerd's configuration (${docker.configFile}) any more`;
    case 'changed':
      return `Runtime "${name}" of dockerd's configuration (${docker.configFile}) is not what the running Engine has under this name`;
  }
}
