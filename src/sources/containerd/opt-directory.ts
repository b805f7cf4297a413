import { posix } from 'node:path';
import { errnoText } from '../../core/go/errno-text.ts';
import { defined } from '../../model/defined.ts';
import type { Credentials } from '../../model/observation.ts';
import type { SourceState } from '../../model/source.ts';
import type { HostFiles } from '../host-files.ts';
import { readFileAs } from '../processes/read-as.ts';
import { readTomlStrings, type TomlStrings, tomlKey } from './toml-strings.ts';

/** Directory of containerd's opt plugin by default: containerd `plugins/.../opt/path_unix.go`. */
const defaultOptDirectory = '/opt/containerd/bin';

const OPT_PLUGIN = 'io.containerd.internal.v1.opt';

/** Directory that the opt plugin puts in front of PATH; absent when the plugin is disabled. */
export interface OptReading {
  readonly directory?: string;
  /** `state` of the same file, where it is set. */
  readonly stateDirectory?: string;
  readonly state: SourceState;
}

/**
 * Reads the directory of the opt plugin from containerd's configuration.
 *
 * The default is used for a file that cannot be read or parsed: containerd cannot have started with that file, so it runs
 * with an older one. `imports` are not followed. `user` is the one that containerd runs as, if it runs.
 */
export function readOptDirectory(files: HostFiles, configFile: string, user?: Credentials): OptReading {
  const source = 'containerd-config';
  const read = readFileAs(files, configFile, user);
  if (!read.ok) {
    if (read.errno === 'ENOENT') return { directory: defaultOptDirectory, state: { source, state: 'absent' } };
    const message = `Cannot read "${configFile}": ${errnoText(read.errno)}`;
    return { directory: defaultOptDirectory, state: { source, state: 'unreadable', message } };
  }
  const config = readTomlStrings(read.bytes.toString('utf8'));
  if (config === undefined) {
    const message = `Cannot read "${configFile}": it is not TOML`;
    return { directory: defaultOptDirectory, state: { source, state: 'unreadable', message } };
  }
  const directory = optDirectory(config);
  const stateDirectory = config.get(tomlKey('state'));
  return defined({
    directory,
    ...(typeof stateDirectory === 'string' && stateDirectory !== '' ? { stateDirectory } : {}),
    state: { source, state: 'read' },
  });
}

/** Up to version 1 of the format, plugins have short names: containerd `docs/PLUGINS.md`. */
function optDirectory(config: TomlStrings): string | undefined {
  const version = config.get(tomlKey('version'));
  const plugin = typeof version === 'number' && version > 1 ? OPT_PLUGIN : 'opt';
  const disabled = config.get(tomlKey('disabled_plugins'));
  if (Array.isArray(disabled) && disabled.includes(plugin)) return undefined;
  const path = config.get(tomlKey('plugins', plugin, 'path'));
  return typeof path === 'string' ? posix.join(path, 'bin') : defaultOptDirectory;
}
