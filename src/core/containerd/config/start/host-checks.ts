import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { errnoText } from '../../../go/errno-text.ts';
import { parseGoJson } from '../../../go/json.ts';
import { goQuote } from '../../../go/quote.ts';
import { type ConfigFailure, failure } from '../fault.ts';
import type { ConfigFiles } from '../load/files.ts';
import { entryOf } from '../toml/value.ts';
import { handlersOf, isTrue, textOf } from './validate-cri.ts';

/** Why a file with the base of the OCI specification cannot be used: CRI reads them all when it starts. */
export function baseSpecFault(cri: TomlTable, files: ConfigFiles): ConfigFailure | undefined {
  for (const handler of handlersOf(cri).values()) {
    const written = entryOf(handler, 'base_runtime_spec');
    const path = textOf(written);
    const fault = path === '' ? undefined : specFault(path, files);
    if (fault !== undefined) return failure(`failed to load base OCI spec from file: ${path}: ${fault}`, written);
  }
  return undefined;
}

function specFault(path: string, files: ConfigFiles): string | undefined {
  const content = files.read(path);
  if (!content.ok) return `failed to open base OCI spec: ${path}: ${content.step} ${path}: ${errnoText(content.errno)}`;
  const error = jsonFault(content.bytes);
  return error === undefined ? undefined : `failed to parse base OCI spec file: ${error}`;
}

/** Go decodes the first JSON value of the file into a struct. */
function jsonFault(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  if (/^[ \t\r\n]*$/.test(text)) return 'EOF';
  const parsed = parseGoJson(text, { whole: false, firstLine: 1 });
  if (!parsed.ok) return parsed.message === 'unexpected end of JSON input' ? 'unexpected EOF' : parsed.message;
  const { kind } = parsed.value;
  if (kind === 'object' || kind === 'null') return undefined;
  return `json: cannot unmarshal ${kind} into Go value of type specs.Spec`;
}

/** `cgroup_writable` needs cgroup v2. */
export function cgroupFault(cri: TomlTable, cgroups: 1 | 2): ConfigFailure | undefined {
  if (cgroups === 2) return undefined;
  for (const [name, handler] of handlersOf(cri)) {
    const written = entryOf(handler, 'cgroup_writable');
    if (isTrue(written)) return failure(`runtime ${name}: \`cgroup_writable\` is only supported on cgroup v2`, written);
  }
  return undefined;
}

/** Snapshotters that a build may have. */
const builtIn: ReadonlySet<string> = new Set([
  'aufs',
  'blockfile',
  'btrfs',
  'devmapper',
  'erofs',
  'native',
  'overlayfs',
  'zfs',
]);

/** The snapshotter is neither built in nor a proxy plugin. */
export function snapshotterFault(
  written: TomlValue | undefined,
  proxies: ReadonlyMap<string, string>,
): ConfigFailure | undefined {
  const name = textOf(written);
  if (builtIn.has(name) || proxies.get(name) === 'snapshot') return undefined;
  return failure(`failed to find snapshotter ${goQuote(name)}`, written);
}
