import type { Complaint } from '../checks.ts';
import type { ConfigDocument } from '../document.ts';
import type { DockerFlags } from '../flags.ts';
import type { ConfigRules } from '../release.ts';
import { readExecOption } from './exec-option.ts';
import { artifactRegistryFault, insecureRegistryFault, mirrorFault } from './registries.ts';
import { settingOf } from './value-checks.ts';

/** What an option is set to, in daemon.json or by flags. */
interface Given {
  readonly values: readonly string[];
  readonly line: number | undefined;
}

type Read = (key: string, flag?: string) => Given;
type Check = (read: Read, rules: ConfigRules) => Complaint | undefined;

/**
 * Values that dockerd takes when it loads its configuration, and with which it does not start: `dockerd --validate` accepts
 * them. Undefined where nothing is known against them.
 *
 * Source: moby `registry/config.go`, `newServiceConfig`; `daemon/daemon_unix.go`, `verifyDaemonSettings`.
 */
export function startFault(document: ConfigDocument, flags: DockerFlags, rules: ConfigRules): Complaint | undefined {
  return firstComplaint([...registryChecks, ...checks], document, rules, flags);
}

/** The first registry in the file with which dockerd refuses a reload. Source: moby `daemon/reload.go`, `reloadRegistryConfig`. */
export function registryFaultOfReload(document: ConfigDocument, rules: ConfigRules): Complaint | undefined {
  return firstComplaint(registryChecks, document, rules);
}

function firstComplaint(
  checked: readonly Check[],
  document: ConfigDocument,
  rules: ConfigRules,
  flags?: DockerFlags,
): Complaint | undefined {
  const read: Read = (key, flag) => {
    const { values, member } = settingOf(document.given, flags, key, flag);
    return { values, line: member?.line };
  };
  for (const check of checked) {
    const fault = check(read, rules);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const registryChecks: readonly Check[] = [
  (read, { major }) =>
    major < 28 ? firstOf(read('allow-nondistributable-artifacts'), artifactRegistryFault) : undefined,
  (read, { major }) =>
    major < 28 ? firstOf(read('registry-mirrors', 'registry-mirror'), (text) => mirrorFault(text, major)) : undefined,
  (read) => firstOf(read('insecure-registries', 'insecure-registry'), insecureRegistryFault),
];

const checks: readonly Check[] = [
  (read) => {
    const [bridge, address] = [lastOf(read('bridge')), lastOf(read('bip'))];
    const isBoth = bridge.text !== '' && address.text !== '';
    return isBoth ? { message: bothGiven, line: address.line ?? bridge.line } : undefined;
  },
  (read) => {
    const [between, tables] = [read('icc'), read('iptables')];
    const isBoth = isFalse(between) && isFalse(tables);
    return isBoth ? { message: notIsolated, line: between.line ?? tables.line } : undefined;
  },
  (read, { major }) => {
    const tables = read('ip6tables');
    const isRefused = major < 27 && isTrue(tables) && !isTrue(read('experimental'));
    return isRefused ? { message: experimental, line: tables.line } : undefined;
  },
  (read, { major }) => {
    const { values, line } = read('exec-opts', 'exec-opt');
    const message = cgroupDriverFault(values, major);
    return message === undefined ? undefined : { message, line };
  },
];

const bothGiven = 'You specified -b & --bip, mutually exclusive options. Please specify only one';
const notIsolated =
  'You specified --iptables=false with --icc=false. ICC=false uses iptables to function. Please set --icc or --iptables to true';
const experimental = 'ip6tables rules are only available if experimental features are enabled';

/** Until 27 the first one counts, since then the last. */
function cgroupDriverFault(options: readonly string[], major: number): string | undefined {
  const drivers = options.flatMap((text) => {
    const option = readExecOption(text);
    return option?.name === 'native.cgroupdriver' ? [option.value] : [];
  });
  const driver = drivers.at(major < 28 ? 0 : -1) ?? 'cgroupfs';
  if (driver === 'cgroupfs' || driver === 'systemd') return undefined;
  const why = driver === 'none' ? 'is internally used and cannot be specified manually' : 'not supported';
  return `native.cgroupdriver option ${driver} ${why}`;
}

function firstOf({ values, line }: Given, fault: (text: string) => string | undefined): Complaint | undefined {
  const message = values.map(fault).find((each) => each !== undefined);
  return message === undefined ? undefined : { message, line };
}

function lastOf({ values, line }: Given): { readonly text: string; readonly line: number | undefined } {
  return { text: values.at(-1) ?? '', line };
}

function isTrue({ values }: Given): boolean {
  return /^(?:1|t|true)$/i.test(values.at(-1) ?? '');
}

function isFalse({ values }: Given): boolean {
  return /^(?:0|f|false)$/i.test(values.at(-1) ?? '');
}
