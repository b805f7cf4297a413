import type { CriState, Handlers, PluginState } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable } from '../../../../model/containerd/toml.ts';
import { type ConfigFailure, failure, prefixed } from '../fault.ts';
import type { ConfigFiles } from '../load/files.ts';
import type { ConfigRelease } from '../release.ts';
import { criImages, criRuntime, criService, metadata, opt } from '../schema/plugins.ts';
import { entryAt, entryOf, tomlTable } from '../toml/value.ts';
import { builtInPlace } from '../view/built-in.ts';
import { effectiveCri, imagesSnapshotter } from '../view/cri-section.ts';
import type { PluginSections } from '../view/plugins.ts';
import { baseSpecFault, cgroupFault, snapshotterFault } from './host-checks.ts';
import { handlersOf, imagesFault, streamFault, textOf, type ValidCri, validateCri } from './validate-cri.ts';

/** What the plugins of CRI are started with. */
export interface CriStart {
  readonly plugins: PluginSections;
  readonly proxies: ReadonlyMap<string, string>;
  readonly files: ConfigFiles;
  readonly cgroups: 1 | 2;
  readonly release: ConfigRelease;
}

/** Whether CRI is served, and what it logs. */
export interface StartedCri {
  readonly state: CriState;
  readonly warnings: readonly string[];
}

/** Starts CRI as the daemon does. */
export function startCri(start: CriStart): StartedCri {
  const states = new Map<string, PluginState>();
  if (!start.plugins.isDisabled(opt)) states.set(opt, { ok: true });
  return start.release.splitCri ? startSplit(start, states) : startWhole(start, states);
}

function startWhole(start: CriStart, states: Map<string, PluginState>): StartedCri {
  const section = effectiveCri(start.plugins, start.release);
  if (section === undefined) return { state: { served: false, plugins: states, handlers: undefined }, warnings: [] };
  const valid = validateCri(section, start.release);
  const error = wholeFault(valid, start);
  states.set(criService, stateOf(error));
  return {
    state: {
      served: error === undefined,
      plugins: states,
      handlers: error === undefined ? toHandlers(valid) : undefined,
    },
    warnings: valid.warnings,
  };
}

function wholeFault(valid: ValidCri, { plugins, proxies, files, release }: CriStart): ConfigFailure | undefined {
  if (!valid.ok) return prefixed('invalid plugin config: ', valid);
  const unreadable = metadataFault(plugins);
  if (unreadable !== undefined) return prefixed(withoutMetadata(release), unreadable);
  const written = entryAt(valid.cri, 'containerd', 'snapshotter');
  // Without a name, a container gets containerd's own default.
  const snapshotter = textOf(written) === '' ? undefined : snapshotterFault(written, proxies);
  const fault = snapshotter ?? baseSpecFault(valid.cri, files);
  return fault && prefixed('failed to create CRI service: ', fault);
}

/** In 1.6 the service is any that needs metadata. */
function withoutMetadata({ handlers }: ConfigRelease): string {
  return handlers.allDevices
    ? 'failed to create containerd client: failed to get "io.containerd.lease.v1" plugin: '
    : 'failed to get services: failed to get instance of service "content-service": ';
}

/** Why the plugin for metadata fails, on which the others depend. Source: containerd `plugins/metadata/plugin.go`. */
function metadataFault(plugins: PluginSections): ConfigFailure | undefined {
  const policy = entryOf(plugins.decoded.get(metadata), 'content_sharing_policy');
  const text = textOf(policy);
  if (['', 'shared', 'isolated'].includes(text)) return undefined;
  return failure(`unknown policy: ${text}: invalid argument`, policy);
}

function startSplit(start: CriStart, states: Map<string, PluginState>): StartedCri {
  const { plugins, release } = start;
  const section = effectiveCri(plugins, release);
  const valid = section === undefined ? undefined : validateCri(section, release);
  const runtime = valid === undefined ? missing(criRuntime) : runtimeFault(valid, start);
  if (valid !== undefined) states.set(criRuntime, stateOf(runtime));
  const imagesOff = plugins.isDisabled(criImages);
  const images = imagesOff ? missing(criImages) : imagesStartFault(start);
  if (!imagesOff) states.set(criImages, stateOf(images));
  const serviceOff = plugins.isDisabled(criService);
  const service = serviceFault(runtime, images, plugins);
  if (!serviceOff) states.set(criService, stateOf(service));
  const handlers = valid === undefined || cgroupFault(sectionOf(valid), start.cgroups) ? undefined : toHandlers(valid);
  const served = !serviceOff && service === undefined;
  return { state: { served, plugins: states, handlers }, warnings: valid?.warnings ?? [] };
}

function missing(uri: string): ConfigFailure {
  return { error: `no plugins registered for ${uri}: plugin: not found` };
}

function runtimeFault(valid: ValidCri, { files, cgroups }: CriStart): ConfigFailure | undefined {
  if (!valid.ok) return prefixed('invalid plugin config: ', valid);
  const cgroup = cgroupFault(valid.cri, cgroups);
  if (cgroup !== undefined) return prefixed('invalid plugin config: ', cgroup);
  const spec = baseSpecFault(valid.cri, files);
  return spec && prefixed('failed to create load basic oci spec: ', spec);
}

function imagesStartFault({ plugins, proxies }: CriStart): ConfigFailure | undefined {
  const section = plugins.decoded.get(criImages) ?? tomlTable(new Map(), builtInPlace);
  if ([...proxies.values()].includes('content')) {
    return { error: 'multiple plugins registered for io.containerd.content.v1: plugin: multiple instances' };
  }
  const fault = imagesFault(section);
  if (fault !== undefined) return prefixed('invalid cri image config: ', fault);
  return metadataFault(plugins) ?? snapshotterFault(imagesSnapshotter(plugins), proxies);
}

function serviceFault(
  runtime: ConfigFailure | undefined,
  images: ConfigFailure | undefined,
  plugins: PluginSections,
): ConfigFailure | undefined {
  if (runtime !== undefined) return prefixed('unable to load CRI runtime service plugin dependency: ', runtime);
  if (images !== undefined) return prefixed('unable to load CRI image service plugin dependency: ', images);
  const section = plugins.decoded.get(criService);
  const fault = section === undefined ? undefined : streamFault(section);
  return fault && prefixed('invalid cri image config: ', fault);
}

function stateOf(fault: ConfigFailure | undefined): PluginState {
  return fault === undefined ? { ok: true } : { ok: false, ...fault };
}

function sectionOf(valid: ValidCri): TomlTable {
  return valid.ok ? valid.cri : tomlTable(new Map(), builtInPlace);
}

function toHandlers(valid: ValidCri): Handlers | undefined {
  if (!valid.ok) return undefined;
  const table: TomlTable = tomlTable(handlersOf(valid.cri), builtInPlace);
  return { defaultName: textOf(entryAt(valid.cri, 'containerd', 'default_runtime_name')), table };
}
