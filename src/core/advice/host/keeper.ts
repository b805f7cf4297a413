import type { ConfigFacts, ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import { directoryOf, joinPaths } from '../../go/path.ts';
import { isAtLeast, parseVersion } from '../../version.ts';
import { isNixos, nixName, restartOf } from './unit.ts';

/** Who writes the configuration of containerd, so that a change of it does not last. */
export interface Keeper {
  readonly who: string;
  /** Where a change lasts. */
  readonly home: LastingHome;
  /** The service where none is known. */
  readonly unit?: string;
  /** Other files that it writes. */
  readonly alsoWrites?: RegExp;
  /** The shell line that starts containerd again; absent where a service manager does. */
  readonly restart?: string;
}

/** Where a change of a written file lasts. */
export type LastingHome =
  | {
      /** containerd reads this file in addition, so it needs a version of its own. */
      readonly kind: 'import';
      readonly file: string;
      readonly version: number;
    }
  | {
      /** The written file is made from this one. */
      readonly kind: 'template';
      readonly file: string;
      /** `{{ template "base" . }}` in it means everything that is written without a template. */
      readonly hasBase: boolean;
    }
  | HostSetting;

/** No file: a setting of the whole host, and the shell line that applies it. */
interface HostSetting {
  readonly kind: 'setting';
  readonly how: string;
  /** Absent where no command does. */
  readonly apply?: string;
}

/** Who makes the file from the settings of the host. */
type SettingKeeper = Keeper & { readonly home: HostSetting };

/** Nothing can change a file in it. */
const inStore = /^\/nix\/store\//;

type Given = Pick<ContainerdFacts, 'version' | 'unit' | 'os' | 'user'>;

/**
 * Everyone who writes the file again; another one is one more entry.
 *
 * Sources: k3s `pkg/agent/templates` and `docs.k3s.io/advanced`, which hold for RKE2 too; k0s
 * `pkg/component/worker/containerd/component.go`; MicroK8s `microk8s-resources/wrappers/run-containerd-with-args`; nixpkgs
 * `nixos/modules/virtualisation/containerd.nix`; Talos `configure-your-talos-cluster/images-container-runtime/containerd` and
 * `pkg/machinery/constants`; Bottlerocket `api/settings/container-runtime`.
 */
const keepers: readonly KeeperEntry[] = [
  { file: /\/agent\/etc\/containerd\/config\.toml$/, keeper: ofRancher },
  { file: /\/k0s\/containerd\.toml$/, keeper: ofK0s },
  { file: /\/microk8s\/[^/]+\/args\/containerd\.toml$/, keeper: ofMicrok8s },
  { file: inStore, keeper: () => ofNix('virtualisation.containerd') },
  { file: /^\/etc\/cri\/containerd\.toml$/, keeper: () => talos },
  { file: /^\/etc\/containerd\//, os: 'bottlerocket', keeper: () => bottlerocket },
];

/** The files and the operating system by which somebody is known. */
interface KeeperEntry {
  readonly file: RegExp;
  /** Only on the system with this `ID`; absent where the file alone is enough. */
  readonly os?: string;
  readonly keeper: (config: ConfigFacts, containerd: Given) => Keeper;
}

/** It merges this part into what containerd imports, without a version. */
const talos: Keeper = {
  who: 'Talos',
  home: {
    kind: 'setting',
    how: 'write the change into "/etc/cri/conf.d/20-customization.part" with machine.files there',
    apply: 'talosctl edit machineconfig',
  },
  alsoWrites: /^\/etc\/cri\/conf\.d\//,
  restart: 'talosctl reboot',
};

/** Its settings have a few keys of containerd only. */
const bottlerocket: Keeper = {
  who: 'Bottlerocket',
  home: { kind: 'setting', how: 'only a variant of Bottlerocket with other templates can change it' },
  alsoWrites: /^\/etc\/containerd\//,
};

/** Who writes the file that containerd's configuration begins with; undefined for an administrator. */
export function keeperOf(config: ConfigFacts | undefined, containerd: Given): Keeper | undefined {
  if (config === undefined) return undefined;
  const entry = keepers.find(({ file, os }) => file.test(config.file) && (os === undefined || os === containerd.os));
  if (entry !== undefined) return entry.keeper(config, containerd);
  return config.linkedTo !== undefined && inStore.test(config.linkedTo)
    ? ofNixLink(config.file, containerd)
    : undefined;
}

/** Who writes the configuration file of dockerd. Source: nixpkgs `nixos/modules/virtualisation/docker.nix`. */
export function keeperOfDaemonJson(file: string): SettingKeeper | undefined {
  return inStore.test(file) ? ofNix('virtualisation.docker.daemon') : undefined;
}

/** A sentence about a change, and where it lasts. */
export function inSetting(
  text: string,
  file: string,
  { who, home }: { readonly who: string; readonly home: HostSetting },
): string {
  return `${text}; ${who} makes "${file}" from its configuration: ${home.how}`;
}

function ofNix(option: string): SettingKeeper {
  const home = { kind: 'setting', how: `set ${option}.settings there`, apply: 'nixos-rebuild switch' } as const;
  return { who: 'NixOS', home, alsoWrites: inStore };
}

/**
 * A link into the store. The module of containerd passes a file of the store, so something else made the link: on NixOS
 * `environment.etc`, which restarts no service. Source: nixpkgs `nixos/modules/system/etc/etc.nix`.
 */
function ofNixLink(file: string, containerd: Given): SettingKeeper {
  const [, inEtc] = /^\/etc\/(.+)$/.exec(file) ?? [];
  if (!isNixos(containerd) || inEtc === undefined) {
    const how = 'change what makes this link to the store of Nix';
    return { who: 'Nix', home: { kind: 'setting', how }, alsoWrites: inStore };
  }
  const how = `change environment.etc.${nixName(inEtc)} there`;
  const apply = `nixos-rebuild switch && ${restartOf(containerd)}`;
  return { who: 'NixOS', home: { kind: 'setting', how, apply }, alsoWrites: inStore };
}

function ofRancher(config: ConfigFacts, { version, unit }: Given): Keeper {
  // A unit of another name says nothing of the file.
  const isRke2 = /rke2/.test(/k3s|rke2/.exec(unit ?? '')?.[0] ?? config.file);
  const isTwo = isAtLeast(parseVersion(version), 2);
  const number = versionOf(config) ?? (isTwo ? 3 : 2);
  const directory = directoryOf(config.file);
  // In 1.x, a section of an imported file replaces the one of the written file.
  const imported = isTwo ? importedBelow(directory, config) : undefined;
  const template = joinPaths(directory, number > 2 ? 'config-v3.toml.tmpl' : 'config.toml.tmpl');
  return {
    who: isRke2 ? 'RKE2' : 'k3s',
    home:
      imported === undefined
        ? { kind: 'template', file: template, hasBase: true }
        : { kind: 'import', file: joinPaths(imported, 'local.toml'), version: number },
    unit: isRke2 ? 'rke2-server.service' : 'k3s.service',
  };
}

/** It merges the files of its directory itself, for every release of containerd. */
function ofK0s(config: ConfigFacts): Keeper {
  const own = joinPaths(directoryOf(config.file), 'containerd.d', 'local.toml');
  const home = { kind: 'import', file: own, version: versionOf(config) ?? 2 } as const;
  return { who: 'k0s', home, unit: 'k0sworker.service', alsoWrites: /^\/run\/k0s\// };
}

function ofMicrok8s({ file }: ConfigFacts): Keeper {
  const template = joinPaths(directoryOf(file), 'containerd-template.toml');
  const unit = 'snap.microk8s.daemon-containerd.service';
  return { who: 'MicroK8s', home: { kind: 'template', file: template, hasBase: false }, unit };
}

/** The version of the main file, which its imports need too; undefined for a file without one. */
function versionOf({ file, inForce }: ConfigFacts): number | undefined {
  return inForce.files.find(({ path }) => path === file)?.version;
}

function importedBelow(directory: string, { inForce: { settings } }: ConfigFacts): string | undefined {
  const pattern = settings?.imports.find((each) => each.startsWith(`${directory}/`) && each.endsWith('/*.toml'));
  return pattern?.slice(0, -'/*.toml'.length);
}
