import type { TomlTable } from '../../../model/containerd/toml.ts';
import type { ConfigFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import type { Answer } from '../../containerd/answer.ts';
import { type ConfigRelease, configReleaseOf } from '../../containerd/config/release.ts';
import { entryOf } from '../../containerd/config/toml/value.ts';
import type { World } from '../../world.ts';
import { handlerText } from '../service.ts';
import { handlerHome, homeOfHandler } from './handler-home.ts';
import { type HandlerFields, writeHandler } from './handler-snippet.ts';

/** A handler that no pod can use, and what is known of it. */
export interface HandlerCase {
  readonly name: string;
  readonly table: TomlTable;
  readonly answer: Answer;
  readonly config: ConfigFacts;
  readonly release: ConfigRelease;
  readonly world: World;
}

/** The case of a handler. */
export function handlerCase(
  name: string,
  table: TomlTable,
  answer: Answer,
  { config, world }: Pick<HandlerCase, 'config' | 'world'>,
): HandlerCase {
  return { name, table, answer, config, release: configReleaseOf(world.containerd), world };
}

/** The `runtime_path` that counts: releases that do not read the key have none. */
export function usedPath({ table, release }: HandlerCase): string {
  return release.handlers.runtimePath ? handlerText(table, 'runtime_path') : '';
}

/** The OCI runtime that the options name; '' when they name none. */
export function binaryNameOf({ table }: HandlerCase): string {
  const options = entryOf(table, 'options');
  const given = options?.kind === 'table' ? [...options.entries] : [];
  const named = given.findLast(([key, value]) => key.toLowerCase() === 'binaryname' && value.kind === 'string');
  return named?.[1].kind === 'string' ? named[1].value : '';
}

/** Advice to change keys of the handler in the file that has it. */
export function change({ name, table, config, world }: HandlerCase, text: string, fields: HandlerFields): Advice {
  const home = homeOfHandler(name, table, config.inForce.settings);
  if (home !== undefined) return writeHandler(`${text}. Change this in the table of "${name}"`, name, fields, home);
  // A handler that is built in: a file that has its table has to have its type as well.
  const keys = { runtime_type: handlerText(table, 'runtime_type'), ...fields.keys };
  const place = handlerHome(config, world.containerd.version);
  return writeHandler(`${text}. Write this into "${place.file}"`, name, { ...fields, keys }, place);
}
