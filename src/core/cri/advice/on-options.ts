import type { TomlTable, TomlValue } from '../../../model/containerd/toml.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { editConfig } from '../../advice/host/edit-config.ts';
import { entryOf, tomlTable } from '../../containerd/config/toml/value.ts';
import { runtimeOptions } from '../runtime-options.ts';
import { handlerText } from '../service.ts';
import { change, type HandlerCase } from './handler-case.ts';

/** What to do about options that the shim refuses, or that do not have the types of its options. */
export function adviseOnOptions(asked: HandlerCase): Advice[] {
  const options = entryOf(asked.table, 'options');
  const type = handlerText(asked.table, 'runtime_type');
  const wrong = options?.kind === 'table' ? wrongOption(options, type, asked) : undefined;
  if (wrong !== undefined) return [correctOption(asked, ...wrong)];
  const meant = 'io.containerd.runc.v2';
  const text = `Options reach the runc shim only if the type is exactly "${meant}", but it is ${JSON.stringify(type)}`;
  return [
    change(asked, text, { keys: { runtime_type: meant } }),
    options === undefined
      ? { text: 'Or remove the options of the handler' }
      : editConfig({ text: 'Or remove the options of the handler', file: options.at.file }, asked.world),
  ];
}

type Wrong = readonly [key: string, value: TomlValue, error: string];

function wrongOption({ entries, at }: TomlTable, type: string, { release }: HandlerCase): Wrong | undefined {
  for (const [key, value] of entries) {
    const read = runtimeOptions(type, tomlTable(new Map([[key, value]]), at), release);
    if (read.kind === 'fault') return [key, value, read.error];
  }
  return undefined;
}

function correctOption(asked: HandlerCase, key: string, value: TomlValue, error: string): Advice {
  const plain = plainOf(value);
  if (/\bbool\b|boolean/.test(error) || plain === 'true' || plain === 'false') {
    const meant = plain !== 'false' && plain !== '0' && plain !== '';
    return change(asked, `The option "${key}" is true or false, without quotes`, { options: { [key]: meant } });
  }
  if (/uint32/.test(error) && /^\d{1,9}$/.test(plain)) {
    return change(asked, `The option "${key}" is a number, without quotes`, { options: { [key]: Number(plain) } });
  }
  if (/\bstring\b/.test(error) && plain !== '') {
    return change(asked, `The option "${key}" is a text, in quotes`, { options: { [key]: plain } });
  }
  const text = `Correct or remove the option "${key}" in line ${value.at.line}`;
  return editConfig({ text, file: value.at.file, isOfLine: true }, asked.world);
}

function plainOf(value: TomlValue): string {
  return value.kind === 'array' || value.kind === 'table' ? '' : String(value.value);
}
