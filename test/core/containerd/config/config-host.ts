import { readContainerdConfig } from '../../../../src/core/containerd/config/read-config.ts';
import { configRelease } from '../../../../src/core/containerd/config/release.ts';
import type { ContainerdConfig } from '../../../../src/model/containerd/containerd-config.ts';
import { layoutFiles } from '../../../conformance/cri-config/layout-files.ts';

/** Reads `/etc/containerd/config.toml` and other files below `/etc/containerd` as a containerd of this version. */
export function readAs(
  version: string,
  files: Readonly<Record<string, string>>,
  parameters: readonly string[] = [],
): ContainerdConfig {
  const layout = {
    id: '',
    args: parameters,
    expect: {},
    files: Object.entries(files).map(([name, content]) => ({ path: `/etc/containerd/${name}`, content })),
  };
  const question = { release: configRelease(version), parameters, cwd: '/', cgroups: 2 as const };
  return readContainerdConfig(question, layoutFiles(layout));
}

/** Reads the file that `--config` names, which may be relative, as containerd 1.6 in a working directory. */
export function readFrom(cwd: string, config: string, contents: Readonly<Record<string, string>>): ContainerdConfig {
  const files = Object.entries(contents).map(([path, content]) => ({ path, content }));
  const parameters = ['--config', config];
  const question = { release: configRelease('1.6.20'), parameters, cwd, cgroups: 2 as const };
  return readContainerdConfig(question, layoutFiles({ id: '', args: parameters, expect: {}, files }));
}

/** The names of the handlers that CRI serves; `off` when it serves none. */
export function served(config: ContainerdConfig): readonly string[] | 'off' {
  if (config.cri?.served !== true) return 'off';
  return [...(config.cri.handlers?.table.entries.keys() ?? [])].sort();
}

/** A section with one handler, in the form of a version of the configuration. */
export function handler(version: 1 | 2 | 3, name: string, type = `io.containerd.${name}.v1`): string {
  const keys = { 1: 'cri', 2: '"io.containerd.grpc.v1.cri"', 3: '"io.containerd.cri.v1.runtime"' };
  return `[plugins.${keys[version]}.containerd.runtimes.${name}]\nruntime_type = "${type}"\n`;
}
