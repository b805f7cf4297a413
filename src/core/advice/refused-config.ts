import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { RefusedConfig } from '../../model/resolution.ts';
import { editDaemonJson } from './daemon-json.ts';

type ConfigFile = Pick<DockerFacts, 'configFile'>;

type Fault = Pick<RefusedConfig, 'message' | 'line'>;

type Correct = (words: readonly string[], where: string) => string;

/** What to write instead of a value of another type, by the type that dockerd reads it into. */
const wantedTypes: readonly (readonly [RegExp, string])[] = [
  [/^net(?:ip)?\.(?:IP|Addr)$/, 'an address in double quotes, as in "10.0.0.1"'],
  [/^netip\.Prefix$/, 'a subnet in double quotes, as in "10.0.0.0/8"'],
  [/^log\.OutputFormat$/, '"text" or "json"'],
  [/^units\.Ulimit$/, 'an object, as in {"Name": "nofile", "Soft": 1024, "Hard": 2048}'],
  [/^\*?ipamutils\.NetworkToSplit$/, 'an object, as in {"base": "10.0.0.0/8", "size": 24}'],
  [/^system\.Runtime$/, 'an object, as in {"path": "/usr/bin/crun"}'],
  [/^map\[string\]system\.Runtime$/, 'an object of entries, as in {"crun": {"path": "/usr/bin/crun"}}'],
  [/^map\[/, 'an object in braces, as in {"key": "value"}'],
  [/^\[\]string$/, 'a list of texts, as in ["--debug"]'],
  [/^\[\]/, 'a list in brackets'],
  [/^\*?bool$/, 'true or false, without quotes'],
  [/^\*?u?int|^\*?float/, 'a number, without quotes'],
  [/^\*?string$/, 'a text in double quotes'],
];

/** What to do about each of dockerd's messages, by its words. Sources: Go `encoding/json`, moby `daemon/config/config.go`. */
const corrections: readonly (readonly [RegExp, Correct])[] = [
  [
    /: open (.+): no such file or directory$/s,
    ([path]) => `Create "${path}", or remove --config-file from the command line of dockerd`,
  ],
  [
    /: open (.+): not a directory$/s,
    ([path]) => `Correct the path "${path}" after --config-file, of which a part is a file`,
  ],
  [/: read (.+): is a directory$/s, ([path]) => `Remove the directory "${path}", and write a file in its place`],
  [/cannot unmarshal \S+(?: \S+)? into (?:Go struct field )?(\S*\.\S+) of type ([^\s:]+)/, onType],
  [/invalid character '([}\]])' looking for beginning of (?:object key string|value)/, onComma],
  [/invalid character '[/#]' (?:looking for|after)/, (_, where) => `Remove the comment${where}: JSON has no comments`],
  [/invalid character '\\''/, (_, where) => `Write double quotes${where}: JSON has no single quotes`],
  [
    /invalid character '(?:[âÂã“”„‘’]|\\u(?:00a0|200b|feff))'/,
    (_, where) => `Write plain quotes and blanks${where}: a typographic quote or an invisible character is there`,
  ],
  [/invalid character '"' after (?:object key:value pair|array element)/, onMissingComma],
  [/invalid character '<' looking for/, () => 'Write JSON: this file is a web page or XML'],
  [/invalid character '([}\]])' after top-level value/, (words, where) => `Remove the last "${words[0]}"${where}`],
  [
    /invalid character '[:,]' after top-level value/,
    (_, where) => `Write braces around all entries: the first one${where} stands alone`,
  ],
  [/invalid character '.*' after top-level value/, (_, where) => `Remove what follows the first object${where}`],
  [
    /invalid character '[A-Za-z]' looking for beginning of value/,
    (_, where) => `Write true, false, a number, or a text in double quotes${where}`,
  ],
  [/cannot unmarshal \S+ into Go value of type/, () => 'Write one object in braces, and put everything into it'],
  [/unexpected end of JSON input|unexpected EOF|: EOF$/, () => 'Complete the file: it ends before its last "}"'],
  [
    /runtime (.+): cannot configure both path and runtimeType/,
    ([name]) => `Keep one key of "${name}": "path" for an OCI runtime, "runtimeType" for a shim`,
  ],
  [
    /runtime name '(.+)' is reserved/,
    ([name]) => `Give "${name}" another name, and set "default-runtime" to that name if it is the default runtime`,
  ],
  [
    /specified default runtime '(.+)' does not exist/,
    ([name]) => `Add "${name}" to "runtimes", or set "default-runtime" to "runc" or another configured name`,
  ],
  [
    /specified both as a flag and in the configuration file: ([\w.-]+):/,
    ([key]) => `Remove "${key}" from the file, or its flag from the ExecStart of docker.service in a drop-in`,
  ],
];

/** What to correct in a daemon.json that dockerd refuses with this message; empty for a message that says it itself. */
export function adviseOnRefusedConfig({ message, line }: Fault, docker: ConfigFile): Advice[] {
  const where = line === undefined ? '' : ` on line ${line}`;
  for (const [pattern, correct] of corrections) {
    const found = pattern.exec(message);
    if (found !== null) return [editDaemonJson({ text: correct(found.slice(1), where) }, docker)];
  }
  return [];
}

/** There is not a file that could be corrected. */
export function isWithoutFile(message: string): boolean {
  return /: (?:open|read) .+: (?:no such file or|not a|is a) directory$/s.test(message);
}

function onType([field = '', type = '']: readonly string[], where: string): string {
  const [, outer = '', key = ''] = /([^.]*)\.([^.]*)$/.exec(field) ?? [];
  const name = /^\d+$/.test(key) ? `each item of "${outer}"` : `"${key}"`;
  const wanted = wantedTypes.find(([pattern]) => pattern.test(type))?.[1] ?? `a value of type ${type}`;
  const subject = type === 'system.Runtime' ? 'each entry of "runtimes"' : name;
  return `Write ${wanted}, for ${subject}${where}`;
}

function onComma([closing = '']: readonly string[], where: string): string {
  return `Remove the comma before the "${closing}"${where}`;
}

function onMissingComma(_: readonly string[], where: string): string {
  return `Write a comma between the two entries${where}, at the end of the first one`;
}
