import type { Advice } from '../../../../model/inventory/advice.ts';
import type { Shim } from '../../../../model/inventory/shim.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { fileNameOf } from '../../../go/path.ts';
import { causeOf } from '../../../pairing/cause.ts';
import { pair } from '../../../pairing/pair.ts';
import { versionAfterwards } from '../../../plan/plan.ts';
import type { Rule, RuleContext, RuleFinding } from '../../context.ts';

/**
 * A shim that executes, and that containerd cannot start: the containerd of the host, or the file of it that the next
 * restart starts. Releases differ in what they send to a shim and in which answers they read.
 */
export const shimUnsupported: Rule = {
  appliesToForeign: true,
  explainsRuntime: true,
  check(context) {
    const { version } = context.world.containerd;
    const next = versionAfterwards(context.world.containerd);
    return usedShims(context).flatMap((path): RuleFinding[] => {
      const now = refusalBy(version, path, context);
      const seen = { path, now, afterwards: next === version ? now : refusalBy(next, path, context), next };
      if (seen.now === undefined && seen.afterwards === undefined) return [];
      return [seen.now === undefined ? afterRestart(seen, context) : already(seen, context)];
    });
  },
};

interface Case {
  readonly path: string;
  /** The text of the containerd that is described; absent when it can start the shim. */
  readonly now: string | undefined;
  /** The text of the containerd on disk. */
  readonly afterwards: string | undefined;
  /** Version of the containerd on disk. */
  readonly next: string;
}

/** The shims that containerd finds by a name, and the ones that are named by their paths; of them, the ones that were read. */
function usedShims({ lists, shims, programs }: RuleContext): string[] {
  return [...readShims(lists, shims), ...programs.flatMap(({ role, path }) => (role === 'shim' ? [path] : []))];
}

const readShims = itemByItem(({ state, path, file }: Shim) =>
  state === 'effective' && file?.pairing !== undefined ? [path] : [],
);

/** What is only likely is not reported. */
function refusalBy(version: string, path: string, { world }: RuleContext): string | undefined {
  const evidence = world.shimEvidence?.(path);
  if (evidence === undefined) return undefined;
  const binary = fileNameOf(path);
  const pairing = pair(evidence, { version, binary, sendsOptions: binary === 'containerd-shim-runc-v2' });
  return pairing.verdict === 'refused' && pairing.certainty === 'proved' ? pairing.message : undefined;
}

/** Nobody sees it before the restart, which an update of the host may cause. */
function afterRestart({ path, afterwards = '', next }: Case, context: RuleContext): RuleFinding {
  const { installed, version } = context.world.containerd;
  const file = installed?.path ?? 'containerd';
  const of = release(path, context);
  return {
    severity: isConfigured(path, context) ? 'high' : 'medium',
    subject: path,
    message: `containerd ${version} runs and "${file}" is ${next}: after a restart it cannot start "${path}"${of}, because ${why(path, next, context)}: ${afterwards}`,
    advice: [
      {
        text: `Put the shim of containerd ${next} at "${path}" together with the restart: containers that run keep the shim that they have`,
      },
      { text: `Or install a containerd that starts this shim at "${file}" BEFORE the restart` },
      { text: 'See what else a restart does', command: 'shimdex plan restart' },
    ],
  };
}

/** Runtimes and handlers that use it are reported too. */
function already({ path, now = '', afterwards, next }: Case, context: RuleContext): RuleFinding {
  const { version } = context.world.containerd;
  const restart: Advice[] =
    afterwards === undefined
      ? [
          {
            text: `Restart containerd: the one on disk is ${next} and can start it. See first what a restart does`,
            command: 'shimdex plan restart',
          },
        ]
      : [];
  return {
    severity: 'medium',
    subject: path,
    message: `containerd ${version} cannot start "${path}"${release(path, context)}, because ${why(path, version, context)}: ${now}`,
    advice: [
      ...restart,
      { text: `${restart.length === 0 ? 'Put' : 'Or put'} the shim of containerd ${version} at "${path}"` },
    ],
  };
}

function why(path: string, version: string, { world }: RuleContext): string {
  return causeOf(world.shimEvidence?.(path) ?? {}, version);
}

function release(path: string, { world }: RuleContext): string {
  const { library } = world.shimEvidence?.(path) ?? {};
  return library === undefined ? '' : ` of containerd ${library}`;
}

/** Docker or Kubernetes use it by a name that they have, or a container runs with it. */
function isConfigured(path: string, { runtimes, handlers }: RuleContext): boolean {
  return (
    handlers.some((handler) => handler.path === path) ||
    runtimes.some((each) => each.path === path && (each.origin !== 'implicit' || (each.usedBy?.running ?? 0) > 0))
  );
}
