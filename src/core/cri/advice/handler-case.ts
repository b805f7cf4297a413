import type { TomlTable } from '../../../model/containerd/toml.ts';
import type { ConfigFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { editConfig } from '../../advice/host/edit-config.ts';
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
  const found = homeOfHandler(name, table, config.inForce.settings);
  const home = found ?? handlerHome(config, world.containerd.version);
  if (found !== undefined) {
    const sentence = `${text}. Change this in the table of "${name}"`;
    return writeHandler({ text: () => sentence, name, fields, home, isNew: false }, world);
  }
  // A handler that is built in: a file that has its table has to have its type as well.
  const keys = { runtime_type: handlerText(table, 'runtime_type'), ...fields.keys };
  const sentence = (file: string) => `${text}. Write this into "${file}"`;
  return writeHandler({ text: sentence, name, fields: { ...fields, keys }, home, isNew: true }, world);
}

/** Where advice on the handler points to; a handler that is built in has no file. */
export function fileOf({ table, world }: HandlerCase, text: string): Advice {
  return table.at.line === 0 ? { text } : editConfig({ text, file: table.at.file }, world);
}
