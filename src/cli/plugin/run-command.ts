import { printable } from '../../render/text/printable.ts';
import { HostFiles } from '../../sources/host-files.ts';
import type { Terminal } from '../terminal.ts';
import type { RunCommand } from './call.ts';
import { type DockerHost, dockerHost, withSocket } from './docker-host.ts';
import type { DockerGlobals } from './docker-words.ts';
import { endWithDocker } from './end-with-docker.ts';

/**
 * Runs a command of shimdex about the Engine that docker talks to. An Engine of another host cannot be looked at: a line on
 * stderr says so.
 */
export async function runCommand(
  globals: DockerGlobals,
  words: readonly string[],
  terminal: Terminal,
  run: RunCommand,
): Promise<number> {
  const command = commandOf(words, globals);
  const name = 'docker shimdex';
  const { environment } = terminal;
  endWithDocker(environment);
  if (!looksAtHost(command) || hasRoot(command, environment)) return run(command, terminal, name);
  const host = dockerHost(globals, environment, new HostFiles('/'));
  if (host.socket === undefined) terminal.err(`shimdex: ${printable(otherHost(host))}\n`);
  return run(command, { ...terminal, environment: withSocket(host, environment) }, name);
}

/** `docker help shimdex` and `docker --help shimdex` ask for help; so does `docker shimdex`, as of any group of commands. */
function commandOf(words: readonly string[], { isHelp }: DockerGlobals): readonly string[] {
  if (words[0] === 'help') return ['help', ...words.slice(2)];
  const command = words[0] === 'shimdex' ? words.slice(1) : words;
  return isHelp || command.length === 0 ? [...command, '--help'] : command;
}

function looksAtHost([first = '', ...rest]: readonly string[]): boolean {
  const others = ['help', 'plugin', 'completion', 'schema', '--help', '-h', '--version', '-V'];
  return !others.includes(first) && !rest.includes('--help') && !rest.includes('-h');
}

/** The user chose a host. */
function hasRoot(command: readonly string[], environment: Terminal['environment']): boolean {
  return environment['SHIMDEX_ROOT'] !== undefined || command.some((word) => /^--root(?:=|$)/.test(word));
}

function otherHost({ address }: DockerHost): string {
  const engine = address === undefined ? 'the Engine of a context that cannot be read' : `"${address}"`;
  return `docker talks to ${engine}, and shimdex looks at this host`;
}
