import type { FileFact } from '../../../../model/host/file-fact.ts';
import type { Runtime } from '../../../../model/inventory/runtime.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { isExecutable, searchCandidates } from '../../../go/look-path.ts';
import type { World } from '../../../world.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/**
 * An OCI runtime that is a bare name is the first program of that name on containerd's PATH, whatever that program is.
 * Source: containerd/go-runc `command_linux.go`.
 */
export const ociRuntimeShadowed: Rule = {
  explainsRuntime: true,
  check({ runtimes, observation, world, lists }) {
    if (!observation.docker.present) return [];
    const names = new Set(namesOf(lists, runtimes));
    return [...names].flatMap((name): RuleFinding[] => {
      const [used, other] = name === '' || name.includes('/') ? [] : programsCalled(name, world);
      if (used === undefined || other === undefined) return [];
      return [
        {
          severity: 'low',
          subject: used,
          message: `"${name}" is "${used}": containerd finds it before "${other}", which has the same name`,
          advice: [
            {
              text: `Make sure that "${used}" is an OCI runtime; if it is another program, rename it or write "${other}" into daemon.json`,
            },
          ],
        },
      ];
    });
  },
};

const namesOf = itemByItem(({ ociRuntime }: Runtime) => (ociRuntime?.path === undefined ? [] : [ociRuntime.path]));

/** Executable files of that name on containerd's PATH, each file once. */
function programsCalled(name: string, { containerd, inspect }: World): string[] {
  const found = new Map<string, string>();
  for (const { path } of searchCandidates(name, containerd.path, containerd.cwd)) {
    const file: FileFact = inspect(path);
    if (file.kind === 'missing' || !isExecutable(file, containerd.executableTest)) continue;
    if (!found.has(file.realPath)) found.set(file.realPath, path);
  }
  return [...found.values()];
}
