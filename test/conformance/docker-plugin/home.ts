import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../cli/run-shimdex.ts';
import { temporaryDirectory } from '../../http/serving.ts';

/** The script of the plugin, as it is built. */
export const pluginScript = join(program, '..', 'docker-shimdex');

/** A home with the plugin, and with advice after the commands that are given. */
export function homeWithPlugin(hooks?: string): string {
  const home = temporaryDirectory();
  const plugins = join(home, '.docker', 'cli-plugins');
  mkdirSync(plugins, { recursive: true });
  symlinkSync(pluginScript, join(plugins, 'docker-shimdex'));
  const config = hooks === undefined ? {} : { features: { hooks: 'true' }, plugins: { shimdex: { hooks } } };
  writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify(config));
  return home;
}
