import type { PackageFacts } from '../../../model/host/program.ts';
import type { HostFiles } from '../../host-files.ts';

/** The files whose owners are looked for: the real path of each, and the spellings a package may use for it. */
export type Wanted = ReadonlyMap<string, readonly string[]>;

/** Owners by real path; a file without an owner is absent. */
export type Owners = ReadonlyMap<string, PackageFacts>;

/** What one package manager keeps on a host. */
export interface PackageDatabase {
  /** Files whose change makes an earlier answer outdated. Most hosts have none of them. */
  readonly dependsOn: readonly string[];
  /** Looks for the owners of these files; gives way to other work between two parts. Never throws. */
  find(files: HostFiles, wanted: Wanted): Promise<Owners>;
}
