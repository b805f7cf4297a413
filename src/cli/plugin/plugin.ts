import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import type { Terminal } from '../terminal.ts';
import { configDirectory } from './docker-host.ts';
import { hints } from './hints.ts';
import { install, type Places, uninstall } from './install.ts';

/** `shimdex plugin`: installs the plugin of the docker CLI for this user, or removes it, and prints what it does. */
export function plugin(action: string, options: { readonly hints?: boolean }, { environment, out }: Terminal): number {
  if (action !== 'install' && action !== 'uninstall') {
    throw new UsageError(`Cannot use plugin ${JSON.stringify(action)}: write install or uninstall`);
  }
  if (action === 'uninstall' && options.hints) {
    throw new UsageError('Cannot use --hints with uninstall: write "shimdex plugin install --hints"');
  }
  const config = configDirectory({}, environment);
  const places: Places = { config, script: findScript(import.meta.dirname) };
  out(action === 'install' ? install(places) : uninstall(places));
  if (options.hints) out(hints(config));
  return 0;
}

/** The script of the plugin, which is in `dist/`: a chunk of the program is two folders deeper, and its source is elsewhere. */
function findScript(start: string): string {
  const candidates = [join(start, '../../docker-shimdex'), join(start, '../../../dist/docker-shimdex')];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new UsageError(`Cannot find "${candidates[0]}": install shimdex again`);
}
