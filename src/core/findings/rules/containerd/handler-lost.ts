import { adviseOnLost } from '../../../cri/advice/on-lost-handler.ts';
import { type LostHandler, lostHandlers } from '../../../cri/lost-handlers.ts';
import { isAtLeast, parseVersion } from '../../../version.ts';
import type { Rule } from '../../context.ts';
import { writtenAt } from './containerd-config-refused.ts';

/** A file has a handler that containerd does not have: another file replaces it, or its section is not read. */
export const handlerLost: Rule = {
  check({ observation: { containerd, containerdConfig } }) {
    if (containerdConfig === undefined) return [];
    const { version } = containerd;
    const isTwo = isAtLeast(parseVersion(version), 2);
    return lostHandlers(containerdConfig).map((lost) => ({
      severity: 'medium',
      subject: lost.name,
      message: `containerd ${version} does not use the CRI handler ${JSON.stringify(lost.name)} (${writtenAt(lost.at)}): ${why(lost)}. ${podGets(lost.name, isTwo)}`,
      advice: adviseOnLost(lost, containerdConfig, containerd),
    }));
  },
};

function why({ cause, by, section, fileVersion }: LostHandler): string {
  const name = `plugins.${JSON.stringify(section)}`;
  const other = by === undefined ? '' : ` (${writtenAt(by)})`;
  switch (cause) {
    case 'replaced':
      return `the section ${name} of a later file${other} replaces the whole section`;
    case 'ignored':
      return `it does not read the section ${name} in a file ${fileVersion === 0 ? 'without a version' : `of version ${fileVersion}`}`;
    case 'hidden':
      return `it uses the handlers of another section${other} and ignores the ones in ${name}`;
  }
}

/** The built-in `runc` stays, without the settings of the file. */
function podGets(name: string, isTwo: boolean): string {
  if (name === 'runc') return 'containerd uses only the built-in settings of this handler, if it has any';
  const words = isTwo ? 'unable to get OCI runtime for sandbox "ID"' : 'failed to get sandbox runtime';
  return `A pod gets: ${words}: no runtime for ${JSON.stringify(name)} is configured`;
}
