/**
 * @import { Advice } from '../../src/model/inventory/advice.ts'
 * @import { Finding } from '../../src/model/inventory/finding.ts'
 */

/** @typedef {'broken' | 'security' | 'drift' | 'outdated' | 'incomplete'} FindingKind */

/** What a finding is about; a code without an entry is about something broken. @type {ReadonlyMap<string, FindingKind>} */
const kinds = new Map([
  ...kindOfEach('security', [
    'directory-writable',
    'file-writable',
    'policy-bypassed',
    'program-differs-from-package',
    'program-setuid',
    'search-path-relative',
    'shim-differs-from-package',
    'shim-wins-from-cwd',
  ]),
  ...kindOfEach('drift', [
    'default-not-available',
    'downgrade-kills-containers',
    'next-start-fails',
    'reload-crashes',
    'reload-needed',
    'restart-loses-containers',
    'restart-needed',
    'upgrade-pending',
  ]),
  ...kindOfEach('outdated', ['containerd-deprecations', 'release-end-of-life']),
  ...kindOfEach('incomplete', [
    'program-not-whole',
    'search-path-unreadable',
    'shim-not-whole',
    'source-stale',
    'source-unreadable',
  ]),
]);

/**
 * @param {FindingKind} kind
 * @param {readonly string[]} codes
 * @returns {[string, FindingKind][]}
 */
function kindOfEach(kind, codes) {
  return codes.map((code) => [code, kind]);
}

/**
 * @param {Finding} finding
 * @returns {FindingKind}
 */
export const kindOf = ({ code }) => kinds.get(code) ?? 'broken';

/** The key of a finding, which changes of the inventory have too. @param {Pick<Finding, 'code' | 'subject'>} finding */
export const keyOf = ({ code, subject }) => `${code} ${subject}`;

/**
 * Findings with one fix.
 * @typedef {{ key: string, findings: readonly Finding[], advice: readonly Advice[] }} FindingGroup
 */

/** The command that fixes a finding. @param {Finding} finding */
const fixOf = ({ advice }) => advice.find(({ command }) => command !== undefined);

/**
 * Puts findings together that one command fixes, in the order of the first of them. The command comes first in the advice.
 * @param {readonly Finding[]} findings
 * @returns {FindingGroup[]}
 */
export const groupsOf = (findings) => {
  /** @type {Map<string, Finding[]>} */
  const groups = new Map();
  for (const finding of findings) {
    const key = fixOf(finding)?.command ?? keyOf(finding);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups].map(([key, some]) => ({ key, findings: some, advice: adviceOf(some) }));
};

/** Each piece of advice once. @param {readonly Finding[]} findings */
const adviceOf = (findings) => {
  const [first] = findings;
  const shared = findings.length > 1 && first ? fixOf(first) : undefined;
  const all = findings.flatMap(({ advice }) => advice).filter(({ command }) => !shared || command !== shared.command);
  const unique = new Map(all.map((each) => [JSON.stringify(each), each]));
  return shared ? [shared, ...unique.values()] : [...unique.values()];
};
