import { defined } from '../../model/defined.ts';
import type { Finding } from '../../model/inventory/finding.ts';
import type { InventoryFacts } from '../../model/inventory/inventory.ts';
import type { LostStart, Plan } from '../../model/plan.ts';
import { changeOf } from './plan.ts';
import { summaryOf } from './summary.ts';

type Seen = Pick<InventoryFacts, 'host' | 'runtimes' | 'handlers' | 'findings' | 'plan'>;

/**
 * What an upgrade does: to the containers that run, to the runtimes and handlers that start now, and to the configuration.
 * `now` and `afterwards` are the same host by the rules of both releases; `to` is the release afterwards, undefined where its
 * rules are only assumed.
 */
export function planUpgrade(now: Seen, afterwards: Seen, to: string | undefined): Plan {
  const { version, versionSource } = now.host.containerd;
  const { from: _, to: __, message: ___, ...plan } = afterwards.plan;
  return {
    ...plan,
    action: 'upgrade',
    ...defined({ from: now.plan.from, to }),
    ...(to === undefined ? { supported: null } : changeOf(versionSource === 'assumed' ? undefined : version, to)),
    stopsStarting: [...lostRuntimes(now, afterwards), ...lostHandlers(now, afterwards)],
    newFindings: appearing(now.findings, afterwards.findings),
    summary: summaryOf({ ...plan, action: 'upgrade' }),
  };
}

function lostRuntimes(now: Seen, afterwards: Seen): LostStart[] {
  const starts = new Set(now.runtimes.flatMap(({ name, available }) => (available ? [name] : [])));
  return afterwards.runtimes.flatMap(({ name, available, unavailable }) =>
    available === false && starts.has(name)
      ? [{ kind: 'runtime' as const, name, message: unavailable?.message ?? 'It does not start' }]
      : [],
  );
}

function lostHandlers(now: Seen, afterwards: Seen): LostStart[] {
  const names = now.handlers.flatMap(({ handler, available }) => (available ? [handler] : []));
  return names.flatMap((name) => {
    const found = afterwards.handlers.find(({ handler }) => handler === name);
    if (found !== undefined && found.available !== false) return [];
    const message = found === undefined ? 'containerd does not have it' : found.unavailable?.message;
    return [{ kind: 'handler' as const, name, message: message ?? 'It does not start' }];
  });
}

/** Findings about the release itself are in the plan already. */
const ofRelease: ReadonlySet<string> = new Set([
  'restart-loses-containers',
  'upgrade-pending',
  'downgrade-kills-containers',
  'release-end-of-life',
]);

function appearing(now: readonly Finding[], afterwards: readonly Finding[]): Finding[] {
  const known = new Set(now.map(({ code, subject }) => `${code} ${subject}`));
  return afterwards.filter(({ code, subject }) => !ofRelease.has(code) && !known.has(`${code} ${subject}`));
}
