import { defined } from '../../model/defined.ts';
import type { BuildFacts, PackageFacts, ProgramFacts } from '../../model/host/program.ts';
import type { ShimFile } from '../../model/inventory/shim-file.ts';
import { upstreamVersion } from '../containerd/upstream-version.ts';
import { directoryOf } from '../go/path.ts';
import { evidenceFrom } from '../pairing/evidence.ts';

/** What a program is, from everything that was read of it. `path` is where its links end. */
export function describeProgram(path: string, facts: ProgramFacts): ShimFile {
  const { size, mode, uid, gid, format, digests } = facts;
  const owner = facts.package ? describePackage(facts.package, digests) : undefined;
  return defined({
    size,
    mode: mode.toString(8).padStart(4, '0'),
    uid,
    gid,
    sha256: digests.sha256,
    format,
    build: facts.build === undefined ? undefined : describeBuild(facts.build),
    ...versionOf(path, facts, owner),
    package: owner,
  });
}

/** The same for a shim, with what its strings show: the evidence that its verdict rests on. */
export function describeShimFile(path: string, facts: ProgramFacts): ShimFile {
  const evidence = facts.fault === undefined ? evidenceFrom(facts) : {};
  const pairing = Object.keys(evidence).length === 0 ? undefined : evidence;
  return defined({ ...describeProgram(path, facts), pairing });
}

/** Whether the file has the digest that its package recorded; null when there is nothing to compare. */
function describePackage(
  { manager, name, version, recorded }: PackageFacts,
  digests: ProgramFacts['digests'],
): NonNullable<ShimFile['package']> {
  const found = recorded === undefined ? undefined : digests[recorded.algorithm];
  return { manager, name, version, verified: found === undefined ? null : found === recorded?.digest };
}

function describeBuild({ linked: _, containerd, ...build }: BuildFacts): NonNullable<ShimFile['build']> {
  return defined({ ...build, containerd: containerd === undefined ? undefined : { ...containerd } });
}

type Source = NonNullable<ShimFile['versionSource']>;

/**
 * The version by the best evidence: what the file itself says of its own version, then its package, if the file is still the
 * package's. The constant is the version of containerd's source, so it counts only for containerd's own programs.
 */
function versionOf(
  path: string,
  { build, symbol, constant }: ProgramFacts,
  owner: ShimFile['package'],
): { readonly version?: string; readonly versionSource?: Source } {
  const evidence: readonly (readonly [Source, string | undefined])[] = [
    ['linker', build?.linked],
    ['build', isPseudo(build?.version) ? undefined : build?.version],
    ['package', owner === undefined || !speaksFor(owner, path) ? undefined : owner.version],
    ['symbol', symbol],
    ['constant', isContainerd(path, build) ? constant : undefined],
  ];
  for (const [versionSource, text] of evidence) {
    const version = text === undefined ? undefined : versionSource === 'constant' ? text : upstreamVersion(text);
    if (version !== undefined) return { version, versionSource };
  }
  return {};
}

/** A version that Go makes from a commit, where the module has no tag: `v0.0.0-20260708042240-2bd066d87f5b`. */
function isPseudo(version: string | undefined): boolean {
  return version !== undefined && /^v0\.0\.0-/.test(version);
}

/** `containerd.io` has runc too, and its version is not runc's. */
function speaksFor({ name, verified }: NonNullable<ShimFile['package']>, path: string): boolean {
  if (verified === false) return false;
  return name !== 'containerd.io' || /^(?:containerd|ctr)/.test(baseName(path));
}

function isContainerd(path: string, build: BuildFacts | undefined): boolean {
  if (build?.module !== undefined)
    return /^github\.com\/containerd\/containerd(?:\/v\d+)?(?:\/cmd\/|$)/.test(build.module);
  return /^(?:containerd|ctr|containerd-shim-runc-v[12])$/.test(baseName(path));
}

function baseName(path: string): string {
  return path.slice(directoryOf(path).length).replace(/^\//, '');
}
