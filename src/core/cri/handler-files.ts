import type { Advice } from '../../model/inventory/advice.ts';
import { linkTarget } from '../advice/places/search-path.ts';
import { shellWord } from '../advice/shell-word.ts';
import type { Answer } from '../containerd/answer.ts';
import { configReleaseOf } from '../containerd/config/release.ts';
import { containerdRules } from '../containerd/release.ts';
import { toBinaryName } from '../containerd/runtime-name.ts';
import { startShim } from '../containerd/start-shim.ts';
import type { World } from '../world.ts';
import { criService, handlerTables, handlerText } from './service.ts';

/** A handler with a file of its own instead of the one that the type of its runtime leads to. */
interface HandlerFile {
  readonly handler: string;
  readonly path: string;
}

/** The handlers whose type leads to the file name `binary`, and whose `runtime_path` names another file than `found`. */
function handlerFiles(binary: string, found: string | undefined, world: World): HandlerFile[] {
  const { containerd, containerdConfig, inspect } = world;
  if (containerdConfig === undefined || !configReleaseOf(containerd).handlers.runtimePath) return [];
  const rules = containerdRules(containerd.version);
  const realPathOf = (path: string) => {
    const file = inspect(path);
    return file.kind === 'missing' ? path : file.realPath;
  };
  return [...handlerTables(criService(containerdConfig))].flatMap(([handler, table]): HandlerFile[] => {
    const path = handlerText(table, 'runtime_path');
    if (path === '' || toBinaryName(handlerText(table, 'runtime_type'), rules) !== binary) return [];
    return found !== undefined && realPathOf(found) === realPathOf(path) ? [] : [{ handler, path }];
  });
}

/** That pods get another file than other clients by the same type of runtime; undefined where they do not. */
export function noteOnHandlerFiles({ binary, path, verdict }: Answer, world: World): string | undefined {
  if (binary === undefined || verdict === 'refused') return undefined;
  const [first, ...others] = handlerFiles(binary, path, world);
  if (first === undefined) return undefined;
  const also = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `The CRI handler "${first.handler}"${also} has this type and takes another file, "${first.path}": its runtime_path counts for pods only`;
}

/** A link from the missing shim to the file that a handler takes; empty when no such file would start. */
export function adviseOnHandlerFiles(binary: string, world: World): Advice[] {
  const { containerd, inspect } = world;
  const target = linkTarget(binary, containerd, inspect);
  const found = handlerFiles(binary, undefined, world).find(({ path }) => startShim(path, world).failure === undefined);
  if (found === undefined || target === undefined) return [];
  return [
    {
      text: `The CRI handler "${found.handler}" takes "${found.path}": link it to "${target}" for other clients`,
      command: `ln -s ${shellWord(found.path)} ${shellWord(target)}`,
    },
  ];
}
