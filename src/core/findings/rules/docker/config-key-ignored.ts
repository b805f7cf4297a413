import { describeKeyHint } from '../../../advice/key-hint.ts';
import type { Rule } from '../../context.ts';

/**
 * dockerd decodes an entry of `runtimes` without looking for unknown keys, and accepts the name of a flag that the file
 * has another key for. What is written there has no effect.
 */
export const configKeyIgnored: Rule = {
  check({ observation: { docker } }) {
    const { keyHints = [], configFile } = docker;
    return keyHints
      .filter(({ ignored }) => ignored)
      .map((hint) => ({
        severity: hint.meant === undefined ? ('low' as const) : ('medium' as const),
        subject: `${configFile}:${hint.line}`,
        message: `dockerd ignores "${hint.key}"${hint.inside === undefined ? '' : ` in "${hint.inside}"`} (${configFile} line ${hint.line})`,
        advice: [describeKeyHint(hint, docker)],
      }));
  },
};
