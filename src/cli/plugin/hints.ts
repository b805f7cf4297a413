import { join } from 'node:path';

/** Commands after which the docker CLI asks for advice. It compares them word by word: blanks after commas would count. */
const commands = ['run', 'create', 'start', 'restart']
  .flatMap((command) => [command, `container ${command}`])
  .join(',');

/** What to write into `config.json`, so that docker prints advice below a command that failed. Nothing is written. */
export function hints(config: string): string {
  const entry = { features: { hooks: 'true' }, plugins: { shimdex: { 'error-hooks': commands } } };
  return `
To get advice below a failed command, merge this into ${JSON.stringify(join(config, 'config.json'))}:
${JSON.stringify(entry, undefined, 2)}
Docker 26 to 29.2 reads "hooks" in place of "error-hooks"; older versions have no advice.
`;
}
