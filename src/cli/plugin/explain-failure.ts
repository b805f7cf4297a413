import { concernedBy } from '../../core/hint/concerned.ts';
import type { Failure } from '../../core/hint/failure.ts';
import { hintOn } from '../../core/hint/hint.ts';
import { byFlagTemplate, type FlagCase, literal } from '../../core/hint/template.ts';
import { observeOnce } from '../../discovery/observe-once.ts';
import { type Published, resolveNow } from '../../discovery/resolver.ts';
import { defined } from '../../model/defined.ts';
import { printable } from '../../render/text/printable.ts';
import { gatherOptions } from '../../settings/given-options.ts';
import { observeOptions } from '../../settings/options.ts';
import { parseObserveSettings } from '../../settings/parse.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import type { Terminal } from '../terminal.ts';

/** Looks at the host once, and explains the failure as a template of the docker CLI; empty when there is nothing to say. */
export async function explainFailure(
  failure: Failure,
  hasRuntime: boolean,
  environment: Terminal['environment'],
): Promise<string> {
  const waits = waitsFor(failure);
  const settings = settingsFor(waits, environment);
  const files = openHost(settings);
  const published = await observeOnce(files, settings, waits);
  // Without its error, a command may have failed because nothing answered it.
  if (failure.kind === 'status' && published.observation.engine === undefined) return '';
  const { runtimes, defaultRuntime } = published.inventory;
  const containers = published.observation.running?.dockerContainers ?? [];
  const { names, isByFlag } = concernedBy(failure, hasRuntime, { runtimes, defaultRuntime, containers });
  const explain = (name: string) =>
    hintOn(resolveNow({ name, client: 'docker' }, published, files, settings).resolution)?.map(printable);
  if (isByFlag) return templateByFlag(names, failure, published, explain);
  for (const name of names) {
    const lines = explain(name);
    if (lines !== undefined) return literal(lines);
  }
  return '';
}

/** The content of shims decides only where the error does not name the runtime, and reading it takes longest. */
function waitsFor({ kind }: Failure): 'deciding' | 'none' {
  return kind === 'pairing' || kind === 'status' ? 'deciding' : 'none';
}

/** containerd is asked only for its version, which decides about the content of shims. */
function settingsFor(waits: 'deciding' | 'none', environment: Terminal['environment']): ObserveSettings {
  const settings = parseObserveSettings(gatherOptions(observeOptions, new Map(), environment));
  return defined({
    ...settings,
    containerdSocket: waits === 'none' ? waits : settings.containerdSocket,
    askerPath: environment['PATH'],
  });
}

function templateByFlag(
  names: readonly string[],
  failure: Failure,
  { inventory: { runtimes } }: Published,
  explain: (name: string) => readonly string[] | undefined,
): string {
  const cases = runtimes
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, aliases }): readonly FlagCase[] => {
      const lines = explain(name);
      return lines === undefined ? [] : [{ names: [name, ...aliases], lines }];
    });
  // A name that Docker refuses is not in the inventory; the status of a container says nothing about names.
  const isRefused = failure.kind === 'status' && failure.status === 125;
  if (isRefused)
    return byFlagTemplate(
      cases,
      runtimes.flatMap(({ name, aliases }) => [name, ...aliases]),
    );
  return cases.length === 0 ? '' : byFlagTemplate(cases);
}
