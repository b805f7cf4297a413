import { isLogLevel } from '../../../go/log-level.ts';
import type { Complaint } from '../checks.ts';
import type { ConfigDocument } from '../document.ts';
import type { DockerFlags } from '../flags.ts';
import type { ConfigRules } from '../release.ts';
import { readExecOption } from './exec-option.ts';
import { artifactRegistryFault, insecureRegistryFault, mirrorFault } from './registries.ts';
import { complaint, isFalse, isTrue, type Setting, settingOf } from './setting.ts';

type Read = (key: string, flag?: string) => Setting;
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

/** In 20.10, the log level is read after everything else is validated. */
export function logLevelFault(
  document: ConfigDocument,
  flags: DockerFlags,
  { major }: ConfigRules,
): Complaint | undefined {
  const level = settingOf(document.given, flags, 'log-level');
  const word = level.values.at(-1) ?? '';
  const isRefused = major < 23 && word !== '' && !isLogLevel(word);
  return isRefused ? complaint(`unable to parse logging level: ${word}`, level) : undefined;
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
  const read: Read = (key, flag) => settingOf(document.given, flags, key, flag);
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
    const settings = [read('bip'), read('bridge')];
    const isBoth = settings.every(({ values }) => (values.at(-1) ?? '') !== '');
    return isBoth ? complaint(bothGiven, inFileFirst(settings)) : undefined;
  },
  (read) => {
    const settings = [read('icc'), read('iptables')];
    return settings.every(isFalse) ? complaint(notIsolated, inFileFirst(settings)) : undefined;
  },
  (read, { major }) => {
    const tables = read('ip6tables');
    const isRefused = major < 27 && isTrue(tables) && !isTrue(read('experimental'));
    return isRefused ? complaint(experimental, tables) : undefined;
  },
  (read, { major }) => {
    const options = read('exec-opts', 'exec-opt');
    const message = cgroupDriverFault(options.values, major);
    return message === undefined ? undefined : complaint(message, options);
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

function firstOf(setting: Setting, fault: (text: string) => string | undefined): Complaint | undefined {
  const message = setting.values.map(fault).find((each) => each !== undefined);
  return message === undefined ? undefined : complaint(message, setting);
}

function inFileFirst(settings: readonly Setting[]): Setting {
  return settings.find(({ member }) => member !== undefined) ?? settings[0] ?? { values: [] };
}
