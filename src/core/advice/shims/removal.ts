import { defined } from '../../../model/defined.ts';
import type { PackageFacts } from '../../../model/host/program.ts';
import type { World } from '../../world.ts';

/**
 * Whether a file may be removed: it is nobody's, a package has it, containers need it, or a configuration names it. Where that is
 * not known, `condition` says on which condition it may.
 */
export type Removal =
  | { readonly kind: 'free' }
  | { readonly kind: 'running' | 'configured'; readonly owner?: PackageFacts }
  | { readonly kind: 'packaged'; readonly owner: PackageFacts }
  | { readonly kind: 'unsure'; readonly condition: string };

/** Whether a file may be removed, by the facts. Only a file that is `free` gets a command that removes it. */
export function removalOf(path: string, { packageOf, useOf }: Pick<World, 'packageOf' | 'useOf'>): Removal {
  const use = useOf?.(path);
  const owner = packageOf?.(path);
  if (use === 'running' || use === 'configured') return { kind: use, ...defined({ owner: owner ?? undefined }) };
  if (owner) return { kind: 'packaged', owner };
  const open = [
    ...(use === undefined ? ['no container runs it'] : []),
    ...(owner === undefined && isOfPackages(path) ? ['no package has it'] : []),
  ];
  return open.length === 0 ? { kind: 'free' } : { kind: 'unsure', condition: `if ${open.join(' and ')}` };
}

/** The directories that belong to packages. Source: hier(7), `/usr/local`. */
function isOfPackages(path: string): boolean {
  return /^\/(?:usr\/)?s?bin\//.test(path);
}
