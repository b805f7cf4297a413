import { parseInteger } from '../../../go/integer.ts';
import { isLogLevel } from '../../../go/log-level.ts';
import type { Complaint } from '../checks.ts';
import type { ConfigDocument } from '../document.ts';
import type { DockerFlags } from '../flags.ts';
import type { ConfigRules } from '../release.ts';
import { dnsFault, fixedCidrV6Fault, gatewaysFault } from './addresses.ts';
import { readExecOption } from './exec-option.ts';
import { hostFault } from './hosts.ts';
import { domainFault, labelFault } from './list-values.ts';
import { hidePasswordIn } from './passwords.ts';
import { mirrorFault } from './registries.ts';
import { resourcesFault } from './resources.ts';
import { complaint, isFalse, type Setting, settingOf } from './setting.ts';

/** An option, and what dockerd says of its values. */
interface Check {
  readonly key: string;
  /** The name of a flag of which each value is checked here; another flag is checked as it is parsed, or has one value. */
  readonly flag?: string;
  /** Of one value. */
  readonly fault?: (value: string, major: number) => string | undefined;
  /** Of all values. */
  readonly ofAll?: (values: readonly string[]) => string | undefined;
  /** Whether the option counts at all. */
  readonly isUsed?: (read: Read) => boolean;
  /** A reload skips it. */
  readonly atStart?: true;
  /** The major versions that check it: the first, and the one after the last. */
  readonly since?: number;
  readonly until?: number;
}

type Read = (key: string, flag?: string) => Setting;

const resources: Check = { key: 'node-generic-resources', flag: 'node-generic-resource', ofAll: resourcesFault };
const ipcModes: readonly Check[] = [
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
];
const cgroupModes = oneOf(
  'default-cgroupns-mode',
  (value) => value === 'private' || value === 'host',
  'default cgroup namespace mode ($) is invalid; use "host" or "private"',
);

/**
 * In the order of dockerd, until the first that fails. Not checked here: TLS, and whether the userland proxy is there.
 *
 * Source: moby `daemon/config/config.go`, `Validate`, and what 26.1 and 28.5 print.
 */
const checks: readonly Check[] = [
  { ...oneOf('log-level', isLogLevel, 'invalid logging level: $'), until: 25 },
  { ...oneOf('log-level', isDaemonLogLevel, 'invalid logging level: $'), since: 25 },
  oneOf('log-format', (value) => value === 'text' || value === 'json', 'invalid log format: $'),
  { key: 'dns', fault: dnsFault, until: 25 },
  { key: 'dns-search', fault: domainFault },
  { key: 'host-gateway-ips', flag: 'host-gateway-ip', ofAll: gatewaysFault, since: 28 },
  { key: 'labels', fault: labelFault, atStart: true },
  notNegative('mtu', 'default MTU'),
  notNegative('max-concurrent-downloads', 'max concurrent downloads'),
  notNegative('max-concurrent-uploads', 'max concurrent uploads'),
  notNegative('max-download-attempts', 'max download attempts'),
  { key: 'network-diagnostic-port', fault: portFault, since: 28 },
  resources,
  { key: 'hosts', fault: hostFault },
  { key: 'registry-mirrors', fault: mirrorFault, since: 28 },
  { key: 'api-cors-header', fault: corsFault, since: 28 },
  { key: 'exec-opts', flag: 'exec-opt', fault: execOptionFault, since: 28 },
  { key: 'userland-proxy-path', fault: proxyPathFault, isUsed: isProxyUsed, since: 25 },
  ...ipcModes,
  { key: 'fixed-cidr-v6', fault: fixedCidrV6Fault, since: 26 },
  { ...cgroupModes, until: 28 },
  {
    ...oneOf(
      'default-cgroupns-mode',
      (value) => value === 'private' || value === 'host',
      'invalid default cgroup namespace ($): use "host" or "private"',
    ),
    since: 28,
  },
];

/** The same in 20.10. */
const oldChecks: readonly Check[] = [
  { key: 'dns', fault: dnsFault },
  { key: 'dns-search', fault: domainFault },
  { key: 'labels', fault: labelFault },
  notNegative('max-concurrent-downloads', 'max concurrent downloads'),
  notNegative('max-concurrent-uploads', 'max concurrent uploads'),
  notNegative('max-download-attempts', 'max download attempts', 1n),
];

/** What 20.10 checks after its runtimes. Source: moby `daemon/config/config_linux.go`, `ValidatePlatformConfig`. */
const oldPlatformChecks: readonly Check[] = [...ipcModes, cgroupModes];

/** What 20.10 says of resources, after the names of its runtimes and before its default; later releases check them before. */
export function oldResourcesFault(
  document: ConfigDocument,
  flags: DockerFlags,
  { major }: ConfigRules,
): Complaint | undefined {
  return major < 23 ? firstFault(major, [resources], document, flags) : undefined;
}

/** The first value that 20.10 refuses after its runtimes; later releases check all values before them. */
export function platformFault(
  document: ConfigDocument,
  flags: DockerFlags,
  { major }: ConfigRules,
): Complaint | undefined {
  return major < 23 ? firstFault(major, oldPlatformChecks, document, flags) : undefined;
}

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
  const all = major < 23 ? [...oldChecks, resources, ...oldPlatformChecks] : checksOf(major);
  return firstFault(
    major,
    all.filter(({ atStart }) => !atStart),
    document,
  );
}

/** What 23 checks was not compared with a dockerd. */
function checksOf(major: number): readonly Check[] {
  if (major < 24) return major < 23 ? oldChecks : [];
  return checks.filter(({ since = 0, until = Number.POSITIVE_INFINITY }) => since <= major && major < until);
}

function firstFault(
  major: number,
  checked: readonly Check[],
  { given }: ConfigDocument,
  flags?: DockerFlags,
): Complaint | undefined {
  const read: Read = (key, flag) => settingOf(given, flags, key, flag);
  for (const check of checked) {
    const message = faultOf(check, read, major);
    if (message !== undefined) return complaint(message, read(check.key, check.flag));
  }
  return undefined;
}

function faultOf({ key, flag, fault, ofAll, isUsed }: Check, read: Read, major: number): string | undefined {
  if (isUsed?.(read) === false) return undefined;
  const { member, values: all } = read(key, flag);
  if (ofAll !== undefined) return ofAll(all);
  const values = member === undefined && flag === undefined ? all.slice(-1) : all;
  return values.map((value) => faultOfOne(value, fault?.(value, major))).find((each) => each !== undefined);
}

function faultOfOne(value: string, fault: string | undefined): string | undefined {
  return fault && hidePasswordIn(fault, value);
}

/** An empty value counts as not set. */
function oneOf(key: string, isValid: (value: string) => boolean, message: string): Check {
  return {
    key,
    fault: (value) => (value === '' || isValid(value) ? undefined : message.replace('$', () => value)),
  };
}

function notNegative(key: string, what: string, least = 0n): Check {
  return {
    key,
    fault: (text) => {
      const parsed = parseInteger(text);
      return parsed.ok && parsed.value < least ? `invalid ${what}: ${parsed.value}` : undefined;
    },
  };
}

/** Since 25, "warning" is not one. */
function isDaemonLogLevel(value: string): boolean {
  return isLogLevel(value) && value.toLowerCase() !== 'warning';
}

/** An empty path in the file is replaced by the usual one. */
function isProxyUsed(read: Read): boolean {
  const { member, values } = read('userland-proxy-path');
  return !isFalse(read('userland-proxy')) && (member === undefined || values.at(-1) !== '');
}

/** Whether a program is there is not looked at. */
function proxyPathFault(path: string): string | undefined {
  const wrong = (what: string) => `invalid userland-proxy-path: ${what}`;
  if (path === '') return wrong('userland-proxy is enabled, but userland-proxy-path is not set');
  return path.startsWith('/') ? undefined : wrong(`must be an absolute path: ${path}`);
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
