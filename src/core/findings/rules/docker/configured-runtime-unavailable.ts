import type { Runtime } from '../../../../model/inventory/runtime.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import type { Rule } from '../../context.ts';

/** dockerd accepts a configured runtime whose files are not there; the first container that names it fails. */
export const configuredRuntimeUnavailable: Rule = {
  explainsRuntime: true,
  check({ runtimes, defaultRuntime, lists }) {
    return configuredWithout(lists, runtimes)
      .filter(({ unavailable }) => !reportedAsDrift.has(unavailable?.reason ?? ''))
      .filter(({ name }) => name !== defaultRuntime.name)
      .map((runtime) => ({
        severity: 'medium',
        subject: runtime.name,
        message: `Configured runtime "${runtime.name}" would not start: ${runtime.unavailable?.message ?? 'its files are not there'}`,
        advice: [
          ...(runtime.advice ?? []),
          { text: `Or remove "${runtime.name}" from ${whereDefined(runtime)}, if nobody needs it` },
        ],
      }));
  },
};

const configuredWithout = itemByItem((runtime: Runtime) => {
  const { origin, permitted, available } = runtime;
  return origin === 'configured' && permitted && available === false ? [runtime] : [];
});

/** No file is missing then: `reload-needed` and `restart-needed` report the cause. */
const reportedAsDrift: ReadonlySet<string> = new Set(['reload-needed', 'restart-needed', 'shim-untold']);

function whereDefined({ definedIn }: Runtime): string {
  if (definedIn === undefined) return "dockerd's configuration";
  return definedIn.line === 0 ? "dockerd's command line" : `"${definedIn.file}" line ${definedIn.line}`;
}
