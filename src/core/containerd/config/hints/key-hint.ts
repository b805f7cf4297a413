import type { IgnoredKey } from '../../../../model/containerd/containerd-config.ts';
import type { TomlValue } from '../../../../model/containerd/toml.ts';
import { type ConfigRelease, configRelease } from '../release.ts';
import { criImages, criRuntime, criService, pluginShapes } from '../schema/plugins.ts';
import { serverShape } from '../schema/server.ts';
import type { Field, Shape, StructShape } from '../schema/shape.ts';
import { entryOf } from '../toml/value.ts';
import { similarKey, withoutSeparators } from './similar-key.ts';

/** What was probably meant by a key that is ignored at its place. */
export type KeyHint =
  /** Another spelling of `meant`, a key of the same table. */
  | { readonly kind: 'spelling'; readonly meant: string }
  /** A key of another table of the same plugin; the path begins below the plugin. */
  | { readonly kind: 'moved'; readonly path: readonly string[] }
  /** A key of the whole file: it has to be above the first header. */
  | { readonly kind: 'top' }
  /** A section of a plugin that is outside of `plugins`. */
  | { readonly kind: 'plugin' }
  /** A key of another plugin of CRI, which 2.x splits into three. */
  | { readonly kind: 'section'; readonly plugin: string }
  /** Other releases read it: the oldest that does, or the newest when later ones do not. */
  | { readonly kind: 'release'; readonly since?: string; readonly until?: string };

/** Says what was probably meant by a key; undefined when it does not look like a known one. */
export function keyHint(ignored: IgnoredKey, release: ConfigRelease): KeyHint | undefined {
  const { value, plugin } = ignored;
  const key = outermost(ignored, release);
  const written = key.at(-1) ?? '';
  const parents = key.slice(0, -1);
  const own = tableAt(rootShape(plugin, release), parents);
  const siblings = [...(own?.fields.keys() ?? [])];
  const other = otherRelease(key, ignored, release);
  const meant = renamed(written, siblings) ?? (other === undefined ? similarKey(written, siblings) : undefined);
  if (meant !== undefined) return { kind: 'spelling', meant };
  if (plugin === undefined && parents.length === 0 && /^(?:cri|opt)$|^io\.containerd\./.test(written)) {
    return { kind: 'plugin' };
  }
  if ((plugin !== undefined || parents.length > 0) && topKeys.has(written)) return { kind: 'top' };
  return inOtherPlace(key, ignored, release, other) ?? (isZero(value) ? undefined : other);
}

/** Where CRI has a key of this name. A key that another release knows is not meant for a place of another type. */
function inOtherPlace(
  key: readonly string[],
  { value, plugin }: IgnoredKey,
  release: ConfigRelease,
  other: KeyHint | undefined,
): KeyHint | undefined {
  const fits = (shape: Shape) => other === undefined || isOfType(value, shape);
  const section = release.splitCri ? sectionWith(key, plugin, release, fits) : undefined;
  if (section !== undefined) return { kind: 'section', plugin: section };
  const path = plugin === criService || plugin === criRuntime ? placeOf(key, value, plugin, release) : undefined;
  return path && { kind: 'moved', path };
}

/** The path up to the first part that is not known: `plugin` for a table with the header `[plugin.cri]`. */
export function outermost({ key, plugin }: IgnoredKey, release: ConfigRelease): readonly string[] {
  const root = rootShape(plugin, release);
  const known = key.findIndex(
    (_, at) => tableAt(root, key.slice(0, at)) === undefined && !isMapAt(root, key.slice(0, at)),
  );
  return known < 0 ? key : key.slice(0, known);
}

/** The plugin of CRI that has a key at the same path, with a shape that fits. */
function sectionWith(
  key: readonly string[],
  plugin: string | undefined,
  release: ConfigRelease,
  fits: (shape: Shape) => boolean,
): string | undefined {
  const all = [criRuntime, criImages, criService];
  if (plugin === undefined || !all.includes(plugin)) return undefined;
  return all.find((uri) => {
    const field = fieldAt(rootShape(uri, release), key);
    return field !== undefined && fits(field.shape);
  });
}

/** Keys of the whole file that people write at its end, which is inside of its last table. */
const topKeys: ReadonlySet<string> = new Set(['version', 'imports', 'disabled_plugins', 'required_plugins']);

/** containerd 2.0 renamed this key of 1.7. */
function renamed(key: string, siblings: readonly string[]): string | undefined {
  const other = { sandbox_mode: 'sandboxer', sandboxer: 'sandbox_mode' }[key];
  return other !== undefined && siblings.includes(other) ? other : undefined;
}

function rootShape(plugin: string | undefined, release: ConfigRelease): StructShape | undefined {
  return plugin === undefined ? serverShape(release) : pluginShapes(release).get(plugin);
}

/** The key at a path, spelled exactly. */
function fieldAt(root: StructShape | undefined, path: readonly string[]): Field | undefined {
  return tableAt(root, path.slice(0, -1))?.fields.get(path.at(-1) ?? '');
}

/** The table of keys at a path below a struct; the entries of a map have names of their own. */
function tableAt(root: StructShape | undefined, path: readonly string[]): StructShape | undefined {
  const shape = shapeAt(root, path);
  return shape?.kind === 'struct' ? shape : undefined;
}

function isMapAt(root: StructShape | undefined, path: readonly string[]): boolean {
  return shapeAt(root, path)?.kind === 'map';
}

function shapeAt(root: StructShape | undefined, path: readonly string[]): Shape | undefined {
  let shape: Shape | undefined = root;
  for (const part of path) {
    if (shape?.kind === 'struct') shape = fieldOf(shape, part);
    else if (shape?.kind === 'map') shape = shape.of;
    else return undefined;
  }
  return shape;
}

function fieldOf({ fields }: StructShape, key: string): Shape | undefined {
  const lower = key.toLowerCase();
  return [...fields].find(([name]) => name.toLowerCase() === lower)?.[1].shape;
}

/** The path at which the plugin of CRI has a key of this name. */
function placeOf(key: readonly string[], value: TomlValue, plugin: string, release: ConfigRelease) {
  const written = key.at(-1) ?? '';
  const [first, second, third] = key;
  // A handler that is not below `runtimes`.
  if (entryOf(value, 'runtime_type') !== undefined && second !== 'runtimes') return ['containerd', 'runtimes', written];
  const name = first === 'containerd' && second === 'runtimes' && third !== written ? (third ?? 'NAME') : 'NAME';
  const handler = ['containerd', 'runtimes', name];
  if (runcOptions.includes(written)) return [...handler, 'options', written];
  const plain = withoutSeparators(written);
  for (const path of [[], ['containerd'], handler]) {
    const shape = tableAt(rootShape(plugin, release), path);
    const found = [...(shape?.fields.keys() ?? [])].find((each) => withoutSeparators(each) === plain);
    if (found !== undefined) return [...path, found];
  }
  const option = runcOptions.find((each) => withoutSeparators(each) === plain);
  return option === undefined ? undefined : [...handler, 'options', option];
}

/** Options of the runc shim that people write into the table of the handler. */
const runcOptions = ['BinaryName', 'SystemdCgroup', 'Root', 'NoPivotRoot', 'NoNewKeyring', 'ShimCgroup'];

/** One version of each set of keys, by minor release, the oldest first. */
const releases = [
  ['1.6.99'],
  ['1.7.99'],
  ['2.0.99'],
  ['2.1.9'],
  ['2.2.6', '2.2.7'],
  ['2.3.2', '2.3.3', '2.3.4'],
  ['2.4.99'],
];

function otherRelease(
  key: readonly string[],
  { plugin, value }: IgnoredKey,
  release: ConfigRelease,
): KeyHint | undefined {
  // 1.x has the keys of two plugins of 2.x in one.
  const plugins = plugin === criService || plugin === criRuntime ? [criService, criRuntime] : [plugin];
  const knows = (version: string) =>
    plugins.some((each) => {
      const field = fieldAt(rootShape(each, configRelease(version)), key);
      return field !== undefined && isOfType(value, field.shape);
    });
  const knowing = releases.flatMap((versions) => {
    const first = versions.find(knows);
    return first === undefined ? [] : [{ version: first, isPatch: first !== versions[0] }];
  });
  const until = knowing.at(-1);
  if (until === undefined) return undefined;
  if (release.splitCri && until.version.startsWith('1.')) return { kind: 'release', until: minorOf(until.version) };
  // Patch releases may have brought a key to several minor releases: all of them count, until one always had it.
  const always = knowing.findIndex(({ isPatch }) => !isPatch);
  const patches = knowing.slice(0, Math.max(0, always));
  const since = patches.map(({ version }) => version).join(', ') || minorOf(knowing[0]?.version ?? until.version);
  return { kind: 'release', since };
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Whether a key of this shape takes the value; the types of items are not compared. */
function isOfType(value: TomlValue, { kind }: Shape): boolean {
  switch (kind) {
    case 'any':
      return true;
    case 'list':
    case 'bytes':
      return value.kind === 'array';
    case 'map':
    case 'struct':
      return value.kind === 'table';
    case 'duration':
      return value.kind === 'string';
    case 'plain-duration':
      return value.kind === 'string' || value.kind === 'integer';
    case 'uint32':
      return value.kind === 'integer';
    default:
      return value.kind === kind;
  }
}

function isZero(value: TomlValue): boolean {
  if (value.kind === 'string') return value.value === '';
  if (value.kind === 'integer') return value.value === 0n;
  if (value.kind === 'boolean') return !value.value;
  if (value.kind === 'array') return value.items.length === 0;
  return value.kind === 'table' && [...value.entries.values()].every(isZero);
}
