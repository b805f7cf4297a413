import type { ContainerdFacts } from '../../../model/host/containerd-facts.ts';

/** An operating system on which programs or settings of services cannot be put where they are put elsewhere. */
interface FixedSystem {
  /** Directories of programs that an administrator can change. */
  readonly programs: readonly string[];
  /** What to do instead of a drop-in for a service; absent where a drop-in lasts. */
  readonly insteadOfDropIn?: string;
}

/**
 * By the ID of `os-release`. NixOS has its own entry in `unit.ts`, because it has the settings under another name.
 *
 * Sources: Flatcar `docs/container-runtimes/use-a-custom-docker-or-containerd-version`; Talos
 * `build-and-extend-talos/custom-images-and-development/system-extensions`; Bottlerocket
 * `concepts/bootstrap-containers`, which may not write below /etc.
 */
const systems: Readonly<Record<string, FixedSystem>> = {
  flatcar: { programs: ['/opt/bin'] },
  talos: {
    programs: [],
    insteadOfDropIn: 'Talos has no file for it: install a system extension that has the program',
  },
  bottlerocket: {
    programs: [],
    insteadOfDropIn: 'Bottlerocket has no setting for it: use a variant that has the program',
  },
};

/** Directories for programs that are installed by an administrator, then those of packages. */
const usualPrograms = ['/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/usr/sbin'];

type Given = Pick<ContainerdFacts, 'os'>;

/** Directories where a program can be added on this host, the best first. */
export function programDirectories({ os = '' }: Given): readonly string[] {
  return systemOf(os)?.programs ?? usualPrograms;
}

/** What to do on a host where no setting of a service can be changed; undefined where one can. */
export function insteadOfDropIn({ os = '' }: Given): string | undefined {
  return systemOf(os)?.insteadOfDropIn;
}

function systemOf(os: string): FixedSystem | undefined {
  return Object.hasOwn(systems, os) ? systems[os] : undefined;
}
