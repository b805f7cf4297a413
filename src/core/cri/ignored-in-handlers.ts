import type { Place } from '../../model/containerd/toml.ts';
import type { ConfigEdit } from '../advice/host/edit-config.ts';
import { similarKey } from '../containerd/config/hints/similar-key.ts';
import type { ConfigRelease } from '../containerd/config/release.ts';
import { entryOf } from '../containerd/config/toml/value.ts';
import { writeKey, writeValue } from '../containerd/config/toml/write-toml.ts';
import { runtimeOptions } from './runtime-options.ts';
import { type CriService, handlerTables, handlerText } from './service.ts';

/** Something in the table of a handler that has no effect. */
export interface IgnoredInHandler {
  readonly at: Place;
  /** The end of a sentence that begins with "containerd ignores". */
  readonly what: string;
  /** What to write in the file instead. */
  readonly advice: Pick<ConfigEdit, 'text' | 'isOfLine' | 'snippet'>;
}

/** Options that look like known ones: the shim gets none of them, and says nothing about it. */
export function ignoredOptions(service: CriService, release: ConfigRelease): IgnoredInHandler[] {
  return [...handlerTables(service)].flatMap(([name, table]) => {
    const options = entryOf(table, 'options');
    if (options?.kind !== 'table') return [];
    const read = runtimeOptions(handlerText(table, 'runtime_type'), options, release);
    if (read.kind === 'none' || read.kind === 'fault') return [];
    return read.unknown.flatMap(({ key, at, value }) => {
      const written = key.at(-1) ?? '';
      const meant = key.length === 1 && at.line > 0 ? similarKey(written, read.known) : undefined;
      if (meant === undefined) return [];
      const what = `the option ${JSON.stringify(written)} of the CRI handler ${JSON.stringify(name)} without a message`;
      const text = `Write "${meant}" instead of ${JSON.stringify(written)} in line ${at.line}`;
      return [{ at, what, advice: { text, isOfLine: true, snippet: `${writeKey(meant)} = ${writeValue(value)}\n` } }];
    });
  });
}

/** `runtime_path` in releases that do not read it, 1.6.0 to 1.6.20 and 1.7.0: the type alone counts. */
export function deadPaths(service: CriService, release: ConfigRelease): IgnoredInHandler[] {
  if (release.handlers.runtimePath) return [];
  return [...handlerTables(service)].flatMap(([name, table]) => {
    const path = entryOf(table, 'runtime_path');
    if (path?.kind !== 'string' || path.value === '' || path.at.line === 0) return [];
    const type = handlerText(table, 'runtime_type');
    const what = `runtime_path of the CRI handler ${JSON.stringify(name)}, and looks for the shim of its type ${JSON.stringify(type)}`;
    const newer = release.handlers.allDevices ? '1.7.1' : '1.6.21';
    const text = `Upgrade to containerd ${newer} or later, or link ${JSON.stringify(path.value)} to where the type leads`;
    return [{ at: path.at, what, advice: { text } }];
  });
}
