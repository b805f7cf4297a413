import type { Advice } from '../../model/inventory/advice.ts';
import type { Severity } from '../../model/inventory/finding.ts';
import { type Difference, differences } from '../docker/drift.ts';
import { dockerRules } from '../docker/release.ts';
import type { RuleContext, RuleFinding } from './context.ts';

/** One finding for each difference between the configuration and the running Engine that a reload or restart (`needs`) removes. */
export function describeDifferences(
  context: RuleContext,
  needs: Difference['needs'],
  advise: (difference: Difference) => Advice,
): RuleFinding[] {
  const { docker, engine } = context.observation;
  if (engine === undefined || docker.drift === undefined) return [];
  return differences(engine, docker.drift)
    .filter((difference) => difference.needs === needs)
    .map((difference) => ({
      severity: severityOf(difference, context),
      subject: difference.name ?? 'default-runtime',
      message: describe(difference, context),
      advice: [advise(difference)],
    }));
}

/** Runtimes by name, in quotes. */
export function namesOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** Users of a removed runtime notice later; users of an added runtime are waiting now. */
function severityOf({ name, kind }: Difference, { observation: { docker } }: RuleContext): Severity {
  const rules = dockerRules(docker.version);
  // A reload of 23 and 24 loses it; later releases treat it as an implicit name.
  const isImplicit = name !== undefined && rules.implicit && rules.stock.includes(name);
  return kind === 'removed' || isImplicit ? 'low' : 'medium';
}

function describe({ name, kind, next }: Difference, { observation }: RuleContext): string {
  const { docker, engine } = observation;
  if (name === undefined) {
    return `The default runtime is "${next}" in dockerd's configuration, but "${engine?.defaultRuntime}" in the running Engine`;
  }
  switch (kind) {
    case 'added':
      return `Runtime "${name}" is in dockerd's configuration (${docker.configFile}), but not in the running Engine`;
    case 'removed':
      return `Runtime "${name}" is in the running Engine, but not in dockerd's configuration (${docker.configFile}) any more`;
    case 'changed':
      return `Runtime "${name}" of dockerd's configuration (${docker.configFile}) differs from the runtime of this name in the running Engine`;
  }
}
