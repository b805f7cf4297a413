import type { Client } from '../../../model/resolution.ts';
import { fileNameOf } from '../../go/path.ts';
import type { ReadQuestion } from './reading.ts';

/** Which client a command line starts. */
const programs: ReadonlyMap<string, Client | undefined> = new Map<string, Client | undefined>([
  ['docker', 'docker'],
  ['docker-compose', 'docker'],
  ['podman', undefined],
  ['nerdctl', 'nerdctl'],
  ['ctr', 'containerd'],
  ['crictl', 'cri'],
]);

/**
 * `docker run --runtime=kata alpine`, `--runtime kata`, with or without `sudo`. These clients read no options behind the
 * image: the option of `docker run alpine --runtime=kata` is an argument of the container's program.
 *
 * Source: docker/cli `cli/command/container/run.go`, `flags.SetInterspersed(false)`.
 */
export function fromCommand(text: string): ReadQuestion | undefined {
  const words = wordsOf(text);
  const at = words.findIndex((word) => /^--?(?:runtime|add-runtime|default-runtime)(?:=|$)/.test(word));
  if (at < 0) return undefined;
  const word = words[at] ?? '';
  const equals = word.indexOf('=');
  const value = equals < 0 ? words[at + 1] : word.slice(equals + 1);
  if (value === undefined || value === '') return undefined;
  const program = words.slice(0, at).findIndex((each) => programs.has(fileNameOf(each)));
  const client = program < 0 ? undefined : programs.get(fileNameOf(words[program] ?? ''));
  const image = program < 0 ? undefined : imageIn(words.slice(program, at));
  if (image !== undefined) return ofDefault(client, image);
  const name = /^--?add-runtime/.test(word) ? value.split('=')[0] : value;
  return client === undefined ? { name: name ?? value } : { name: name ?? value, client };
}

/** `docker run alpine`, `docker compose up`: the client uses its default. */
export function withoutRuntime(text: string): ReadQuestion | undefined {
  const words = wordsOf(text.replace(/^\$ /, '').replace(/^sudo /, ''));
  const client = programs.get(fileNameOf(words[0] ?? ''));
  const at = startIn(words);
  const isWhole = at !== undefined && (words[at] === 'up' || at + 1 < words.length);
  return isWhole ? ofDefault(client) : undefined;
}

function ofDefault(client: Client | undefined, behindImage?: string): ReadQuestion | undefined {
  if (client === undefined || client === 'cri') return undefined;
  const asked = { name: '', client, usesDefault: true } as const;
  return behindImage === undefined ? asked : { ...asked, behindImage };
}

/** As a shell reads words: `--runtime="my runtime"` is one. */
function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) => withoutQuotes(word));
}

function withoutQuotes(word: string): string {
  return word.replace(
    /"([^"]*)"|'([^']*)'/g,
    (_, double: string | undefined, single: string | undefined) => double ?? single ?? '',
  );
}

/** Groups of commands, in which the command that starts a container is. */
const groups: ReadonlySet<string> = new Set(['container', 'containers', 'c', 'compose']);

/** Options before the command that have a value of their own: of docker, docker compose, nerdctl and ctr. */
const valued: ReadonlySet<string> = new Set(
  '-H --host -c --context --config -l --log-level -n --namespace -a --address -f --file -p --project-name --profile --env-file --project-directory'.split(
    ' ',
  ),
);

/** Where the command is that starts a container, in words that begin with the program; undefined in other commands. */
function startIn(words: readonly string[]): number | undefined {
  let isCompose = fileNameOf(words[0] ?? '') === 'docker-compose';
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (valued.has(word)) at += 1;
    else if (groups.has(word)) isCompose ||= word === 'compose';
    else if (!word.startsWith('-')) return isStart(word, isCompose) ? at : undefined;
  }
  return undefined;
}

function isStart(word: string, isCompose: boolean): boolean {
  return word === 'run' || word === 'create' || (isCompose && word === 'up');
}

/** The image in the words of a command from its program to an option; undefined where none is before the option. */
function imageIn(words: readonly string[]): string | undefined {
  const start = startIn(words);
  if (start === undefined) return undefined;
  for (let at = start + 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (hasNextValue(word)) at += 1;
    else if (isImage(word)) return word;
  }
  return undefined;
}

/** A reference to an image, and not `...` or `$OPTIONS` for what somebody left out. */
function isImage(word: string): boolean {
  return /^[A-Za-z0-9][\w./:@-]*$/.test(word);
}

/** Options of `run` and `create` without a value: of docker, podman, nerdctl and ctr. Any other one has a value. */
const switches: ReadonlySet<string> = new Set(
  'allow-new-privs cni detach disable-content-trust env-host help http-proxy init insecure-registry interactive net-host no-healthcheck no-hosts no-pivot null-io oom-kill-disable privileged publish-all quiet read-only read-only-tmpfs remap-labels replace rm rmi rootfs runc-systemd-cgroup seccomp sig-proxy tls-verify tty unsetenv-all use-api-socket'.split(
    ' ',
  ),
);
const shortSwitches = /^[ditPq]*/;

/** Whether the value of an option is the next word. */
function hasNextValue(word: string): boolean {
  if (word.startsWith('--')) return word.length > 2 && !word.includes('=') && !switches.has(word.slice(2));
  if (!word.startsWith('-')) return false;
  // The letters of switches may be put together, with an option that has a value as the last one: -itv.
  return word.slice(1).replace(shortSwitches, '').length === 1;
}
