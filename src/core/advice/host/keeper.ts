import type { ConfigFacts, ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import { directoryOf, joinPaths } from '../../go/path.ts';
import { isAtLeast, parseVersion } from '../../version.ts';
import { restartOf } from './unit.ts';

/** Who writes the configuration of containerd, so that a change of it does not last. */
export interface Keeper {
  readonly who: string;
  /** Where a change lasts. */
  readonly file: string;
  /** It makes the written file from this one; otherwise containerd imports this one. */
  readonly isTemplate: boolean;
  /** A new template begins with a line that means everything that is written without it. */
  readonly hasBase: boolean;
  /** The service where none is known. */
  readonly unit: string;
}

type Given = Pick<ContainerdFacts, 'version' | 'unit'>;

/**
 * Sources: k3s `pkg/agent/templates` and `docs.k3s.io/advanced`, which hold for RKE2 too; k0s
 * `pkg/component/worker/containerd/component.go`; MicroK8s `microk8s-resources/wrappers/run-containerd-with-args`.
 */
const keepers: readonly (readonly [RegExp, (config: ConfigFacts, containerd: Given) => Keeper])[] = [
  [/\/agent\/etc\/containerd\/config\.toml$/, ofRancher],
  [/\/k0s\/containerd\.toml$/, ofK0s],
  [/\/microk8s\/[^/]+\/args\/containerd\.toml$/, ofMicrok8s],
];

/** Who writes the file that containerd's configuration begins with; undefined for an administrator. */
export function keeperOf(config: ConfigFacts | undefined, containerd: Given): Keeper | undefined {
  if (config === undefined) return undefined;
  return keepers.find(([file]) => file.test(config.file))?.[1](config, containerd);
}

/** NixOS makes what is below it from its own configuration, and nothing else can change it. */
export const nixStore = '/nix/store/';

/** Whether a program that edits the file itself would change it in vain. */
export function isKept(config: ConfigFacts, containerd: Given): boolean {
  return config.file.startsWith(nixStore) || keeperOf(config, containerd) !== undefined;
}

/** The shell line after which a changed configuration counts. */
export function restartFor(keeper: Keeper | undefined, { unit = keeper?.unit, user }: ContainerdFacts): string {
  return restartOf(unit === undefined ? { user } : { unit, user });
}

function ofRancher(config: ConfigFacts, { version, unit }: Given): Keeper {
  const isRke2 = /rke2/.test(unit ?? config.file);
  const isTwo = isAtLeast(parseVersion(version), 2);
  const number = config.inForce.files.find(({ path }) => path === config.file)?.version ?? (isTwo ? 3 : 2);
  const directory = directoryOf(config.file);
  // In 1.x, a section of an imported file replaces the one of the written file.
  const imported = isTwo ? importedBelow(directory, config) : undefined;
  const template = joinPaths(directory, number > 2 ? 'config-v3.toml.tmpl' : 'config.toml.tmpl');
  return {
    who: isRke2 ? 'RKE2' : 'k3s',
    file: imported === undefined ? template : joinPaths(imported, 'local.toml'),
    isTemplate: imported === undefined,
    hasBase: true,
    unit: isRke2 ? 'rke2-server.service' : 'k3s.service',
  };
}

/** It merges the files of its directory itself, for every release of containerd. */
function ofK0s({ file }: ConfigFacts): Keeper {
  const own = joinPaths(directoryOf(file), 'containerd.d', 'local.toml');
  return { who: 'k0s', file: own, isTemplate: false, hasBase: false, unit: 'k0sworker.service' };
}

function ofMicrok8s({ file }: ConfigFacts): Keeper {
  const template = joinPaths(directoryOf(file), 'containerd-template.toml');
  const unit = 'snap.microk8s.daemon-containerd.service';
  return { who: 'MicroK8s', file: template, isTemplate: true, hasBase: false, unit };
}

function importedBelow(directory: string, { inForce: { settings } }: ConfigFacts): string | undefined {
  const pattern = settings?.imports.find((each) => each.startsWith(`${directory}/`) && each.endsWith('/*.toml'));
  return pattern?.slice(0, -'/*.toml'.length);
}
