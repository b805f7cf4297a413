import type { ConfigFacts, ContainerdFacts } from '../model/host/containerd-facts.ts';
import type { DockerFacts } from '../model/host/docker-facts.ts';
import type { ExecutionFault } from '../model/host/execution-fault.ts';
import type { Inspect } from '../model/host/file-fact.ts';
import type { PackageFacts } from '../model/host/program.ts';
import type { RunningContainerdFacts } from '../model/host/running-containerd.ts';
import type { ShimEvidence } from '../model/host/shim-evidence.ts';
import type { LookupResult } from './containerd/lookup-result.ts';
import type { Policy } from './policy.ts';

/** Everything that the answer to a question about a name depends on. */
export interface World {
  readonly containerd: ContainerdFacts;
  /** What was read of containerd's configuration; CRI is unknown without it. */
  readonly containerdConfig?: ConfigFacts;
  /** What the running containerd said over its socket; absent without an answer. */
  readonly runningContainerd?: RunningContainerdFacts;
  readonly docker: DockerFacts;
  readonly policy: Policy;
  /** Names worth suggesting instead of a name that would not start. */
  readonly known: readonly string[];
  /** How the runtime of a known name isolates, in a word of the catalogue; undefined when that is not known. */
  readonly isolationOf?: (name: string) => string | undefined;
  /** PATH of the user who asks; absent when it is not known. nerdctl searches it. */
  readonly askerPath?: string;
  /** What was looked up in this look, by name: many runtimes share a shim. Absent where each is looked up again. */
  readonly lookups?: Lookups;
  /** Looks at a file of the host, as containerd's user finds it. */
  readonly inspect: Inspect;
  /** What a shim file shows about the containerd that can start it; undefined, or absent, where it was not read. */
  readonly shimEvidence?: (path: string) => ShimEvidence | undefined;
  /** The package that has a file; null: none has it, undefined: not known. */
  readonly packageOf?: (path: string) => PackageFacts | null | undefined;
  /** What needs the file at a path; undefined: not known. */
  readonly useOf?: (path: string) => FileUse | undefined;
  /** Looks beyond the search path, to find the remedy for a "no"; absent where only the verdict counts. */
  readonly explore?: Explore;
}

/** Containers run it or need it after a restart of containerd; a configuration names it by its path; nothing does. */
export type FileUse = 'running' | 'configured' | 'none';

/** What was looked up, by name. */
interface Lookups {
  readonly get: (name: string) => LookupResult | undefined;
  readonly set: (name: string, found: LookupResult) => unknown;
}

/**
 * What advice may look at in addition to single files. What it finds is not watched, so a remedy may be as old as the last
 * full read.
 */
export interface Explore {
  /** Paths of files of that name outside containerd's PATH, likeliest first. */
  readonly elsewhere: (name: string) => readonly string[];
  /** Paths of files whose names are nearly the file name of this shim, which is nowhere. */
  readonly misspelled: (binary: string) => readonly string[];
  /** Why a file could not be executed, or would fail once it runs; undefined when no reason is found. */
  readonly explain: (path: string) => ExecutionFault | undefined;
  /** Where a symbolic link leads, as it is written; undefined for anything else. */
  readonly readLink: (path: string) => string | undefined;
}
