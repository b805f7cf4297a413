import type { DockerFacts } from '../../model/observation.ts';

/** What dockerd was started with, and the file it reads, undecoded: what it makes of them is for core to tell. */
export type DockerdReading = Omit<DockerFacts, 'runtimes' | 'configError'> & {
  /** Content of the configuration file; absent when there is none or it could not be read. */
  readonly bytes?: Buffer;
  /** Why there are no bytes. */
  readonly errno?: string;
  /** XDG_RUNTIME_DIR of a dockerd that runs rootless: where its socket lies unless it was told another place. */
  readonly runtimeDirectory?: string;
  /** Working directory of the dockerd that runs: what its relative paths hang on. */
  readonly cwd?: string;
};
