import { posix } from 'node:path';
import type { UnitFiles } from './unit-files.ts';

/** How a distribution of Kubernetes starts the containerd that it brings. */
export interface BundledContainerd {
  /** The command line, `containerd` first. */
  readonly argv: readonly string[];
  /** Directories before the PATH of the unit, and after it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A distribution of Kubernetes whose unit starts a containerd as a child of its own program. */
export interface Bundle {
  readonly units: readonly string[];
  readonly isProgram: (path: string) => boolean;
  /** What it starts; a sentence about what is missing where its programs are not there yet; undefined for nothing. */
  readonly containerd: (files: UnitFiles, start: UnitStart) => BundledContainerd | string | undefined;
}

/** The command line and the environment of a unit. */
export interface UnitStart {
  readonly argv: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/**
 * k3s, RKE2, k0s and MicroK8s.
 *
 * Sources: k3s `cmd/k3s/main.go`, `stageAndRun`; RKE2 `pkg/bootstrap/bootstrap.go`, `Stage`; k0s `pkg/supervisor`,
 * `docs/runtime.md`; MicroK8s `microk8s-resources/wrappers/run-containerd-with-args`.
 */
export const bundles: readonly Bundle[] = [
  { units: ['k3s.service', 'k3s-agent.service'], isProgram: named('k3s'), containerd: ofK3s },
  { units: ['rke2-server.service', 'rke2-agent.service'], isProgram: named('rke2'), containerd: ofRke2 },
  { units: ['k0scontroller.service', 'k0sworker.service'], isProgram: named('k0s'), containerd: ofK0s },
  {
    units: ['snap.microk8s.daemon-containerd.service'],
    isProgram: named('microk8s.daemon-containerd'),
    containerd: ofMicrok8s,
  },
];

function named(name: string): Bundle['isProgram'] {
  return (path) => posix.basename(path) === name;
}

/** It unpacks its programs when it starts for the first time. */
function ofK3s(files: UnitFiles, { argv, environment }: UnitStart): BundledContainerd | string {
  const data = flagOf(argv, ['--data-dir', '-d']) ?? environment.get('K3S_DATA_DIR') ?? '/var/lib/rancher/k3s';
  const unpacked = files.realPath(`${data}/data/current`);
  if (unpacked === undefined) return `k3s has not unpacked its programs to "${data}/data" yet`;
  const aux = `${unpacked}/bin/aux`;
  const before = [`${data}/data/cni`, `${unpacked}/bin`];
  const prefersOwn = argv.some((word) => /^--prefer-bundled-bin(?:=true)?$/.test(word));
  return {
    argv: rancherArguments(data),
    before: prefersOwn ? [...before, aux] : before,
    after: prefersOwn ? [] : [aux],
  };
}

function ofRke2(files: UnitFiles, { argv, environment }: UnitStart): BundledContainerd | string {
  const data = flagOf(argv, ['--data-dir', '-d']) ?? environment.get('RKE2_DATA_DIR') ?? '/var/lib/rancher/rke2';
  const unpacked = files.realPath(`${data}/bin`);
  if (unpacked === undefined) return `RKE2 has not unpacked its programs to "${data}/data" yet`;
  return { argv: rancherArguments(data), before: [unpacked], after: [] };
}

/** RKE2 is made of k3s, and keeps the addresses. */
function rancherArguments(data: string): readonly string[] {
  const config = `${data}/agent/etc/containerd/config.toml`;
  const address = '/run/k3s/containerd/containerd.sock';
  return [
    'containerd',
    '-c',
    config,
    '-a',
    address,
    '--state',
    '/run/k3s/containerd',
    '--root',
    `${data}/agent/containerd`,
  ];
}

/** A controller runs a containerd only where it is a worker too. */
function ofK0s(files: UnitFiles, { argv }: UnitStart): BundledContainerd | string | undefined {
  const isController = argv.includes('controller');
  if (isController && !argv.some((word) => /^--(?:enable-worker|single)(?:=true)?$/.test(word))) return undefined;
  const data = flagOf(argv, ['--data-dir']) ?? '/var/lib/k0s';
  const program = `${data}/bin/containerd`;
  if (!files.stat(program).ok) return `k0s has not unpacked its programs to "${data}/bin" yet`;
  const places = [`--root=${data}/containerd`, '--state=/run/k0s/containerd', '--address=/run/k0s/containerd.sock'];
  return {
    argv: [program, ...places, '--config=/etc/k0s/containerd.toml'],
    before: [`${data}/bin`],
    after: [],
  };
}

function ofMicrok8s(files: UnitFiles): BundledContainerd | string {
  const snap = files.realPath('/snap/microk8s/current');
  if (snap === undefined) return 'the snap "microk8s" is not mounted at "/snap/microk8s/current"';
  const common = '/var/snap/microk8s/common';
  const places = ['--root', `${common}/var/lib/containerd`, '--state', `${common}/run/containerd`];
  const config = ['--config', '/var/snap/microk8s/current/args/containerd.toml'];
  return {
    argv: [`${snap}/bin/containerd`, ...config, ...places, '--address', `${common}/run/containerd.sock`],
    before: ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((directory) => `${snap}${directory}`),
    after: [],
  };
}

/** The last value of a flag, `--flag value` or `--flag=value`, where it is an absolute path. */
function flagOf(argv: readonly string[], names: readonly string[]): string | undefined {
  const values = argv.flatMap((word, at) => {
    const name = names.find((each) => word === each || word.startsWith(`${each}=`));
    if (name === undefined) return [];
    return word === name ? (argv[at + 1] ?? []) : word.slice(name.length + 1);
  });
  return values.filter((value) => value.startsWith('/')).at(-1);
}
