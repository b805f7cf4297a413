import type { Advice } from '../../../../model/inventory/advice.ts';
import { hasEnded, nameOf, supportOf, supportTable } from '../../../forecast/support.ts';
import { parseVersion } from '../../../version.ts';
import type { Rule } from '../../context.ts';

/** The containerd project does not repair this release any more. */
export const releaseEndOfLife: Rule = {
  appliesToForeign: true,
  check({ observation: { containerd, day } }) {
    const { version, versionSource, isMissing } = containerd;
    const support = supportOf(version);
    if (day === undefined || isMissing === true || versionSource !== 'read' || support === undefined) return [];
    if (hasEnded(version, day) !== true) return [];
    const { release, end } = support;
    return [
      {
        severity: 'low',
        subject: `containerd ${release}`,
        message: `The containerd project does not repair containerd ${release} any more: its support ended ${end}`,
        advice: adviseOnEnd(version, day),
      },
    ];
  },
};

/** Long-term releases follow each other without a stop in between. */
function adviseOnEnd(version: string, day: string): readonly Advice[] {
  const distribution = { text: 'The package of a distribution may still be repaired: ask the distribution' };
  const release = parseVersion(version);
  const at = supportTable.findIndex((each) => release !== undefined && each.release === nameOf(release));
  const later = supportTable.slice(at + 1).filter(({ isLts }) => isLts);
  const [next] = later;
  const goal = later.find((each) => hasEnded(each.release, day) !== true);
  if (next === undefined || goal === undefined) return [distribution];
  const steps = later.slice(0, later.indexOf(goal) + 1).map((each) => each.release);
  const command = `shimdex plan upgrade --to ${next.release}`;
  return [{ text: `Upgrade to containerd ${steps.join(', then to ')}`, command }, distribution];
}
