import type { Finding } from '../../model/inventory/finding.ts';
import { oncePerDetail } from '../../model/once-per.ts';
import { frozenCopy } from '../frozen-copy.ts';
import type { Rule, RuleContext, RuleFinding } from './context.ts';
import { compareFindings } from './order.ts';
import { containerdConfigRefused } from './rules/containerd/containerd-config-refused.ts';
import { containerdDeprecations } from './rules/containerd/containerd-deprecations.ts';
import { containerdKeyIgnored } from './rules/containerd/containerd-key-ignored.ts';
import { containerdSectionIgnored } from './rules/containerd/containerd-section-ignored.ts';
import { criDisabled } from './rules/containerd/cri-disabled.ts';
import { criFails } from './rules/containerd/cri-fails.ts';
import { handlerLost } from './rules/containerd/handler-lost.ts';
import { handlerUnavailable } from './rules/containerd/handler-unavailable.ts';
import { configKeyIgnored } from './rules/docker/config-key-ignored.ts';
import { configuredRuntimeUnavailable } from './rules/docker/configured-runtime-unavailable.ts';
import { defaultNotAvailable } from './rules/docker/default-not-available.ts';
import { defaultRuntimeDenied } from './rules/docker/default-runtime-denied.ts';
import { defaultRuntimeUnavailable } from './rules/docker/default-runtime-unavailable.ts';
import { dockerConfigRefused } from './rules/docker/docker-config-refused.ts';
import { nextStartFails } from './rules/docker/next-start-fails.ts';
import { ociRuntimeShadowed } from './rules/docker/oci-runtime-shadowed.ts';
import { reloadCrashes } from './rules/docker/reload-crashes.ts';
import { reloadNeeded } from './rules/docker/reload-needed.ts';
import { restartNeeded } from './rules/docker/restart-needed.ts';
import { runtimeUnnamed } from './rules/docker/runtime-unnamed.ts';
import { programDiffersFromPackage } from './rules/programs/program-differs-from-package.ts';
import { programNotWhole } from './rules/programs/program-not-whole.ts';
import { downgradeKillsContainers } from './rules/restart/downgrade-kills-containers.ts';
import { releaseEndOfLife } from './rules/restart/release-end-of-life.ts';
import { restartLosesContainers } from './rules/restart/restart-loses-containers.ts';
import { upgradePending } from './rules/restart/upgrade-pending.ts';
import { pinnedRuntimeMissing } from './rules/running/pinned-runtime-missing.ts';
import { unmanagedContainers } from './rules/running/unmanaged-containers.ts';
import { searchPathBroken } from './rules/search-path/search-path-broken.ts';
import { searchPathRelative } from './rules/search-path/search-path-relative.ts';
import { searchPathUnreadable } from './rules/search-path/search-path-unreadable.ts';
import { directoryWritable } from './rules/security/directory-writable.ts';
import { fileWritable } from './rules/security/file-writable.ts';
import { policyBypassed } from './rules/security/policy-bypassed.ts';
import { programSetuid } from './rules/security/program-setuid.ts';
import { shimCannotStart } from './rules/shims/shim-cannot-start.ts';
import { shimDiffersFromPackage } from './rules/shims/shim-differs-from-package.ts';
import { shimNotWhole } from './rules/shims/shim-not-whole.ts';
import { shimShadowed } from './rules/shims/shim-shadowed.ts';
import { shimUnreachable } from './rules/shims/shim-unreachable.ts';
import { shimUnsupported } from './rules/shims/shim-unsupported.ts';
import { shimUnusable } from './rules/shims/shim-unusable.ts';
import { shimWinsFromCwd } from './rules/shims/shim-wins-from-cwd.ts';
import { sourceStale } from './rules/sources/source-stale.ts';
import { sourceUnreadable } from './rules/sources/source-unreadable.ts';
import { dropInRefused } from './rules/systemd/drop-in-refused.ts';
import { unitCannotStart } from './rules/systemd/unit-cannot-start.ts';

/** Every rule under its code, in the order of the alphabet. Each has a section of that name in docs/findings.md. */
export const rules: Readonly<Record<string, Rule>> = {
  'config-key-ignored': configKeyIgnored,
  'configured-runtime-unavailable': configuredRuntimeUnavailable,
  'containerd-config-refused': containerdConfigRefused,
  'containerd-deprecations': containerdDeprecations,
  'containerd-key-ignored': containerdKeyIgnored,
  'containerd-section-ignored': containerdSectionIgnored,
  'cri-disabled': criDisabled,
  'cri-fails': criFails,
  'default-not-available': defaultNotAvailable,
  'default-runtime-denied': defaultRuntimeDenied,
  'default-runtime-unavailable': defaultRuntimeUnavailable,
  'directory-writable': directoryWritable,
  'docker-config-refused': dockerConfigRefused,
  'downgrade-kills-containers': downgradeKillsContainers,
  'drop-in-refused': dropInRefused,
  'file-writable': fileWritable,
  'handler-lost': handlerLost,
  'handler-unavailable': handlerUnavailable,
  'next-start-fails': nextStartFails,
  'oci-runtime-shadowed': ociRuntimeShadowed,
  'pinned-runtime-missing': pinnedRuntimeMissing,
  'policy-bypassed': policyBypassed,
  'program-differs-from-package': programDiffersFromPackage,
  'program-not-whole': programNotWhole,
  'program-setuid': programSetuid,
  'release-end-of-life': releaseEndOfLife,
  'reload-crashes': reloadCrashes,
  'reload-needed': reloadNeeded,
  'restart-loses-containers': restartLosesContainers,
  'restart-needed': restartNeeded,
  'runtime-unnamed': runtimeUnnamed,
  'search-path-broken': searchPathBroken,
  'search-path-relative': searchPathRelative,
  'search-path-unreadable': searchPathUnreadable,
  'shim-cannot-start': shimCannotStart,
  'shim-differs-from-package': shimDiffersFromPackage,
  'shim-not-whole': shimNotWhole,
  'shim-shadowed': shimShadowed,
  'shim-unreachable': shimUnreachable,
  'shim-unsupported': shimUnsupported,
  'shim-unusable': shimUnusable,
  'shim-wins-from-cwd': shimWinsFromCwd,
  'source-stale': sourceStale,
  'source-unreadable': sourceUnreadable,
  'unit-cannot-start': unitCannotStart,
  'unmanaged-containers': unmanagedContainers,
  'upgrade-pending': upgradePending,
};

const listed = Object.entries(rules);

/** The codes of findings that may explain why a runtime does not start. */
export const explanatoryCodes: readonly string[] = listed
  .filter(([, { explainsRuntime }]) => explainsRuntime)
  .map(([code]) => code);

/**
 * All findings about a host, the worst first, frozen. Each code is reported at most once per subject. What a rule found in the
 * look before is the same object.
 *
 * While the Engine is not a process of this host, no file of this host is compared with it.
 */
export function collectFindings(context: RuleContext): Finding[] {
  const isForeign = context.observation.docker.foreign !== undefined;
  const unique = new Map<string, Finding>();
  for (const [code, { check, appliesToForeign }] of listed) {
    if (isForeign && !appliesToForeign) continue;
    for (const found of check(context)) unique.set(`${code} ${found.subject}`, withCode(found, code, code));
  }
  return [...unique.values()].sort(compareFindings);
}

const withCode = oncePerDetail(({ advice, ...finding }: RuleFinding, code: string): Finding => {
  const written = typeof advice === 'string' ? [{ text: advice }] : advice.map((each) => ({ ...each }));
  return frozenCopy({ code, ...finding, advice: written });
});
