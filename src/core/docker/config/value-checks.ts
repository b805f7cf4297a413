import { parseInteger } from '../../go/integer.ts';
import type { GoJson } from '../../go/json.ts';
import { isLogLevel } from '../../go/log-level.ts';
import type { Complaint } from './checks.ts';
import type { ConfigDocument } from './document.ts';
import type { DockerFlags } from './flags.ts';
import { domainFault, labelFault } from './list-values.ts';

/** An option, and what dockerd says of one of its values. */
interface Check {
  readonly key: string;
  readonly fault: (value: string) => string | undefined;
  /** A reload skips it. */
  readonly atStart?: true;
}

/**
 * In the order of dockerd, until the first that fails. Not checked here: hosts, TLS, generic resources, the path of the proxy,
 * `fixed-cidr-v6`.
 *
 * Source: moby `daemon/config/config.go`, `Validate`, and what 26.1 prints.
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
  oneOf(
    'default-cgroupns-mode',
    (value) => value === 'private' || value === 'host',
    'default cgroup namespace mode ($) is invalid; use "host" or "private"',
  ),
];
const checksOfReload = checks.filter(({ atStart }) => !atStart);

/** The first value, of the file or of a flag, with which dockerd does not start. */
export function valueFault(document: ConfigDocument, flags: DockerFlags): Complaint | undefined {
  return firstFault(checks, document, flags);
}

/** The first value of the file with which dockerd refuses a reload. */
export function valueFaultOfReload(document: ConfigDocument): Complaint | undefined {
  return firstFault(checksOfReload, document);
}

function firstFault(checked: readonly Check[], { given }: ConfigDocument, flags?: DockerFlags): Complaint | undefined {
  for (const { key, fault } of checked) {
    const member = given.get(key);
    // Values of a list are checked as flags are parsed.
    const values = member === undefined ? (flags?.given.get(key)?.values.slice(-1) ?? []) : textsOf(member.value);
    const message = values.map(fault).find((each) => each !== undefined);
    if (message !== undefined) return { message, line: member?.line };
  }
  return undefined;
}

function textsOf(value: GoJson): readonly string[] {
  if (value.kind === 'array') return value.items.flatMap(textsOf);
  if (value.kind === 'string') return [value.value];
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
