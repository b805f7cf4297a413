import { parseInteger } from '../../../go/integer.ts';
import type { GoJson, GoMember } from '../../../go/json.ts';
import { isLogLevel } from '../../../go/log-level.ts';
import type { Complaint } from '../checks.ts';
import type { ConfigDocument } from '../document.ts';
import type { DockerFlags } from '../flags.ts';
import type { ConfigRules } from '../release.ts';
import { readExecOption } from './exec-option.ts';
import { hostFault } from './hosts.ts';
import { domainFault, labelFault } from './list-values.ts';
import { mirrorFault } from './registries.ts';

/** An option, and what dockerd says of one of its values. */
interface Check {
  readonly key: string;
  /** The name of a flag of which each value is checked here; another flag is checked as it is parsed, or has one value. */
  readonly flag?: string;
  readonly fault: (value: string, major: number) => string | undefined;
  /** A reload skips it. */
  readonly atStart?: true;
  /** The major versions that check it: the first, and the one after the last. */
  readonly since?: number;
  readonly until?: number;
}

/**
 * In the order of dockerd, until the first that fails. Not checked here: TLS, generic resources, the path of the proxy,
 * `fixed-cidr-v6`.
 *
 * Source: moby `daemon/config/config.go`, `Validate`, and what 26.1 and 28.5 print.
 */
const checks: readonly Check[] = [
  oneOf('log-level', isLogLevel, 'invalid logging level: $'),
  oneOf('log-format', (value) => value === 'text' || value === 'json', 'invalid log format: $'),
  { key: 'dns-search', fault: domainFault },
  { key: 'labels', fault: labelFault, atStart: true },
  notNegative('mtu', 'default MTU'),
  notNegative('max-concurrent-downloads', 'max concurrent downloads'),
  notNegative('max-concurrent-uploads', 'max concurrent uploads'),
  notNegative('max-download-attempts', 'max download attempts'),
  { key: 'network-diagnostic-port', fault: portFault, since: 28 },
  { key: 'hosts', fault: hostFault },
  { key: 'registry-mirrors', fault: mirrorFault, since: 28 },
  { key: 'api-cors-header', fault: corsFault, since: 28 },
  { key: 'exec-opts', flag: 'exec-opt', fault: execOptionFault, since: 28 },
  oneOf(
    'default-ipc-mode',
    (value) => /^(?:private|shareable|none|host|container:.*)$/.test(value),
    'default IPC mode setting ($) is invalid; use "shareable" or "private"',
  ),
  oneOf(
    'default-ipc-mode',
    (value) => value === 'private' || value === 'shareable',
    'IPC mode "$" is not supported as default value; use "shareable" or "private"',
  ),
  { ...cgroupNamespace('default cgroup namespace mode ($) is invalid; use "host" or "private"'), until: 28 },
  { ...cgroupNamespace('invalid default cgroup namespace ($): use "host" or "private"'), since: 28 },
];

/** The first value, of the file or of a flag, with which dockerd does not start. */
export function valueFault(
  document: ConfigDocument,
  flags: DockerFlags,
  { major }: ConfigRules,
): Complaint | undefined {
  return firstFault(major, checksOf(major), document, flags);
}

/** The first value of the file with which dockerd refuses a reload. */
export function valueFaultOfReload(document: ConfigDocument, { major }: ConfigRules): Complaint | undefined {
  return firstFault(
    major,
    checksOf(major).filter(({ atStart }) => !atStart),
    document,
  );
}

function checksOf(major: number): readonly Check[] {
  return checks.filter(({ since = 0, until = Number.POSITIVE_INFINITY }) => since <= major && major < until);
}

function firstFault(
  major: number,
  checked: readonly Check[],
  { given }: ConfigDocument,
  flags?: DockerFlags,
): Complaint | undefined {
  for (const { key, flag, fault } of checked) {
    const { member, values: all } = settingOf(given, flags, key, flag);
    const values = member === undefined && flag === undefined ? all.slice(-1) : all;
    const message = values.map((value) => fault(value, major)).find((each) => each !== undefined);
    if (message !== undefined) return { message, line: member?.line };
  }
  return undefined;
}

/** What an option is set to, in daemon.json or else by flags. */
export function settingOf(
  given: ConfigDocument['given'],
  flags: DockerFlags | undefined,
  key: string,
  flag = key,
): { readonly values: readonly string[]; readonly member?: GoMember } {
  const member = given.get(key);
  return member === undefined
    ? { values: flags?.given.get(flag)?.values ?? [] }
    : { values: textsIn(member.value), member };
}

/** The texts, numbers and truth values of a value, or of the items of a list. */
function textsIn(value: GoJson): readonly string[] {
  if (value.kind === 'array') return value.items.flatMap(textsIn);
  if (value.kind === 'string') return [value.value];
  if (value.kind === 'bool') return [String(value.value)];
  return value.kind === 'number' ? [value.text] : [];
}

/** An empty value counts as not set. */
function oneOf(key: string, isValid: (value: string) => boolean, message: string): Check {
  return {
    key,
    fault: (value) => (value === '' || isValid(value) ? undefined : message.replace('$', () => value)),
  };
}

function notNegative(key: string, what: string): Check {
  return {
    key,
    fault: (text) => {
      const parsed = parseInteger(text);
      return parsed.ok && parsed.value < 0n ? `invalid ${what}: ${parsed.value}` : undefined;
    },
  };
}

function cgroupNamespace(message: string): Check {
  return oneOf('default-cgroupns-mode', (value) => value === 'private' || value === 'host', message);
}

function portFault(text: string): string | undefined {
  const parsed = parseInteger(text);
  const isPort = !parsed.ok || (parsed.value >= 0n && parsed.value <= 65_535n);
  return isPort ? undefined : `invalid network-diagnostic-port (${parsed.value}): value must be between 0 and 65535`;
}

function execOptionFault(text: string): string | undefined {
  const option = readExecOption(text);
  const wrong = (what: string) => `invalid exec-opt (${text}): ${what}`;
  if (option === undefined) return wrong("must be formatted 'opt=value'");
  if (option.name === 'isolation') return wrong("option 'isolation' is only supported on windows");
  return option.name === 'native.cgroupdriver' ? undefined : wrong(`unknown option: '${option.name}'`);
}

function corsFault(text: string): string | undefined {
  const removed =
    'DEPRECATED: The "api-cors-header" config parameter and the dockerd "--api-cors-header" option have been removed; use a reverse proxy if you need CORS headers';
  return text === '' ? undefined : removed;
}
