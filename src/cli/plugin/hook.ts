import { readFailure } from '../../core/hint/failure.ts';
import { isObject } from '../../model/json-object.ts';
import { HostFiles } from '../../sources/host-files.ts';
import type { Terminal } from '../terminal.ts';
import { dockerHost, withSocket } from './docker-host.ts';
import { type DockerGlobals, readDockerWords } from './docker-words.ts';

type Environment = Terminal['environment'];

/**
 * What the docker CLI prints below a failed command: `{"Type":0,"Template":"…"}`. Nothing when there is nothing true to say,
 * when docker talks to another host, and when anything goes wrong: docker prints its own error in any case.
 *
 * `text` is what the CLI gives: `{"RootCmd":"run","Flags":{"runtime":""},"CommandError":"…"}`.
 */
export async function answerHook(text: string, environment: Environment): Promise<string> {
  try {
    const template = await templateFor(text, environment);
    return template === '' ? '' : `${JSON.stringify({ Type: 0, Template: template })}\n`;
  } catch {
    return '';
  }
}

async function templateFor(text: string, environment: Environment): Promise<string> {
  const { error, hasRuntime } = readRequest(text);
  const failure = readFailure(error);
  if (failure === undefined) return '';
  const files = new HostFiles('/');
  const globals = globalsOfDocker(environment, files);
  const host = globals && dockerHost(globals, environment, files);
  if (host?.socket === undefined) return '';
  const { explainFailure } = await import('./explain-failure.ts');
  return explainFailure(failure, hasRuntime, withSocket(host, environment));
}

/** What the docker CLI gives a hook. Source: docker/cli `cli-plugins/hooks/hook_types.go`. */
interface HookRequest {
  /** Empty after a command that did not fail. */
  readonly error: string;
  /** The user gave `--runtime`; its value is not shown to a plugin. */
  readonly hasRuntime: boolean;
}

function readRequest(text: string): HookRequest {
  const request: unknown = JSON.parse(text);
  const { CommandError: error, Flags: flags } = isObject(request) ? request : {};
  return { error: typeof error === 'string' ? error : '', hasRuntime: isObject(flags) && 'runtime' in flags };
}

/**
 * The options of the docker that asks, from its command line: it does not hand them on to a hook. Undefined when they cannot
 * be read.
 */
function globalsOfDocker(environment: Environment, files: HostFiles): DockerGlobals | undefined {
  const program = environment['DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND'];
  if (program === undefined) return { isHelp: false };
  const args = files.processes.argv(process.ppid) ?? [];
  const at = args.indexOf(program);
  return at < 0 ? undefined : readDockerWords(args.slice(at + 1)).globals;
}
