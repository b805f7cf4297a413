import type { Complaint } from '../checks.ts';
import type { ConfigDocument } from '../document.ts';
import type { DockerFlags } from '../flags.ts';
import type { ConfigRules } from '../release.ts';
import { artifactRegistryFault, insecureRegistryFault, mirrorFault } from './registries.ts';
import { textsIn } from './value-checks.ts';

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
  const read: Read = (key, flag = key) => {
    const member = document.given.get(key);
    return {
      values: member === undefined ? (flags.given.get(flag)?.values ?? []) : textsIn(member.value),
      line: member?.line,
    };
  };
  for (const check of checks) {
    const fault = check(read, rules);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const checks: readonly Check[] = [
  (read, { major }) =>
    major < 28 ? firstOf(read('allow-nondistributable-artifacts'), artifactRegistryFault) : undefined,
  (read, { major }) =>
    major < 28 ? firstOf(read('registry-mirrors', 'registry-mirror'), (text) => mirrorFault(text, major)) : undefined,
  (read) => firstOf(read('insecure-registries', 'insecure-registry'), insecureRegistryFault),
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
  (read) => firstOf(read('exec-opts', 'exec-opt'), cgroupDriverFault),
];

const bothGiven = 'You specified -b & --bip, mutually exclusive options. Please specify only one';
const notIsolated =
  'You specified --iptables=false with --icc=false. ICC=false uses iptables to function. Please set --icc or --iptables to true';
const experimental = 'ip6tables rules are only available if experimental features are enabled';

function cgroupDriverFault(text: string): string | undefined {
  const [, driver] = /^native\.cgroupdriver=(.*)$/is.exec(text) ?? [];
  const isKnown = driver === undefined || /^(?:|cgroupfs|systemd|none)$/.test(driver);
  return isKnown ? undefined : `native.cgroupdriver option ${driver} not supported`;
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
