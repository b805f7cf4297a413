import type { Advice } from '../../model/inventory/advice.ts';
import type { Answer } from '../containerd/answer.ts';
import { entryOf } from '../containerd/config/toml/value.ts';
import type { World } from '../world.ts';
import { criService, handlerTables, handlerText } from './service.ts';

/** What to do about a handler that a pod cannot use. */
export function adviseOnHandler(name: string, answer: Answer, { containerdConfig }: World): Advice[] {
  if (answer.available !== false) return [];
  const service = criService(containerdConfig);
  const file = containerdConfig?.file;
  const where = file === undefined ? {} : { file };
  if (service.state === 'not-served') return [{ text: 'Let this containerd serve CRI first', ...where }];
  const table = handlerTables(service).get(name === '' ? (service.handlers?.defaultName ?? '') : name);
  if (table === undefined) return [{ text: `Add a handler "${name}" to containerd's configuration`, ...where }];
  const path = handlerText(table, 'runtime_path');
  if (path !== '' && answer.attempts.some((attempt) => attempt.path === path && attempt.outcome !== 'chosen')) {
    const file = entryOf(table, 'runtime_path')?.at.file ?? table.at.file;
    return [{ text: `Install "${path}", or correct runtime_path`, file }];
  }
  const type = handlerText(table, 'runtime_type');
  return [{ text: `Install what "${type}" needs where containerd looks, or correct the handler` }];
}
