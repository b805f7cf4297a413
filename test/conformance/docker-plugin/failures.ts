/** A runtime that a dockerd cannot start, its error, and the advice that is printed with it. */
export interface Failure {
  readonly runtime: string;
  readonly error: RegExp;
  readonly lines: readonly string[];
  /** A CLI that does not show its error to a plugin gets these lines instead. */
  readonly withoutError?: readonly string[];
}

/** A file of a machine: where it is, and its mode. */
export type GivenFile = readonly [path: string, content: string, mode: number];

/** The daemon.json of the dockerd of Debian 13. */
export const config = {
  runtimes: {
    missing: { path: '/usr/bin/youki' },
    closed: { path: '/usr/bin/closed-runtime' },
    bare: { path: 'crun' },
    gvisor: { runtimeType: 'io.containerd.runsc.v1' },
    wasm: { runtimeType: 'io.containerd.wasmtime.v1' },
    newer: { runtimeType: '/srv/new/containerd-shim-runc-v2' },
    'bra{{ces': { path: '/usr/bin/{{x}}' },
  },
};

/** The files of the runtimes, with their modes. */
export const files: readonly GivenFile[] = [
  ['usr/bin/closed-runtime', '#!/bin/sh\n', 0o644],
  ['usr/bin/containerd-shim-wasmtime-v1', '#!/bin/sh\n', 0o644],
  // A shim of a newer containerd, by its strings and by its answer.
  [
    'srv/new/containerd-shim-runc-v2',
    `#!/bin/sh
# cmd/containerd-shim-runc-v2 containerd.task.v3.Task 2.2.7+unknown
cat >/dev/null
echo '{"version":3,"address":"unix:///run/x","protocol":"ttrpc"}'
`,
    0o755,
  ],
];

const kataProject = 'Kata Containers (https://github.com/kata-containers/kata-containers)';

/** A shim of containerd 2.3, by its strings and by its answer: a protobuf message, which 2.1 takes for an address. */
export const newest = {
  config: { 'userland-proxy': false, runtimes: { newest: { runtimeType: '/srv/newest/containerd-shim-runc-v2' } } },
  file: [
    'srv/newest/containerd-shim-runc-v2',
    `#!/bin/sh
# cmd/containerd-shim-runc-v2 containerd.task.v3.Task containerd.runtime.bootstrap.v1 2.3.4+unknown
cat >/dev/null
printf '\\010\\003\\022\\014unix:///run/x\\032\\005ttrpc'
`,
    0o755,
  ] satisfies GivenFile,
  failureOf: (containerd: string): Failure => ({
    runtime: 'newest',
    error: /failed to create TTRPC connection: unsupported protocol: /,
    lines: [
      `containerd ${containerd} cannot start "/srv/newest/containerd-shim-runc-v2": the shim is of another release`,
      `Put the shim of containerd ${containerd} at "/srv/newest/containerd-shim-runc-v2", or restart containerd if it was upgraded`,
    ],
  }),
};

export const failures: readonly Failure[] = [
  {
    runtime: 'kata',
    error: /unknown or invalid runtime name: kata/,
    lines: [
      '"kata" is not configured in Docker, and the name of a shim needs a dot, as in io.containerd.kata.v2',
      `Install "containerd-shim-kata-v2" from ${kataProject} (more: docker shimdex resolve kata)`,
    ],
    withoutError: ['"kata" is not the name of a runtime that shimdex finds here', 'More: docker shimdex resolve kata'],
  },
  {
    runtime: 'io.containerd.kata.v2',
    error: /runtime "io\.containerd\.kata\.v2" binary not installed/,
    lines: [
      '"containerd-shim-kata-v2" is not in any of the 8 places that containerd searches',
      `Install "containerd-shim-kata-v2" from ${kataProject} (more: docker shimdex resolve io.containerd.kata.v2)`,
    ],
    withoutError: [
      '"io.containerd.kata.v2" is not the name of a runtime that shimdex finds here',
      'More: docker shimdex resolve io.containerd.kata.v2',
    ],
  },
  {
    runtime: 'gvisor',
    error: /runtime "io\.containerd\.runsc\.v1" binary not installed/,
    lines: [
      '"containerd-shim-runsc-v1" is not in any of the 8 places that containerd searches',
      'Install "containerd-shim-runsc-v1" from gVisor (https://github.com/google/gvisor)',
    ],
  },
  {
    runtime: 'missing',
    error: /OCI runtime create failed: .*fork\/exec \/usr\/bin\/youki: no such file or directory/,
    lines: [
      '"missing" needs "/usr/bin/youki", which is missing',
      'Install youki (https://github.com/youki-dev/youki) (more: docker shimdex resolve missing)',
    ],
  },
  {
    runtime: 'closed',
    error: /OCI runtime create failed: .*fork\/exec \/usr\/bin\/closed-runtime: permission denied/,
    lines: [
      '"closed" needs "/usr/bin/closed-runtime", which cannot be executed: it is not executable (mode 0644)',
      'Make it executable: chmod 755 /usr/bin/closed-runtime',
    ],
  },
  {
    runtime: 'bare',
    error: /OCI runtime create failed: .*exec: "crun": executable file not found/,
    lines: [
      '"bare" needs "crun", which is not on containerd\'s PATH',
      'Install crun (https://github.com/containers/crun) (more: docker shimdex resolve bare)',
    ],
  },
  {
    runtime: 'wasm',
    error: /fork\/exec \/usr\/bin\/containerd-shim-wasmtime-v1: permission denied/,
    lines: [
      'containerd selects "/usr/bin/containerd-shim-wasmtime-v1" but cannot execute it: it is not executable (mode 0644)',
      'Make it executable: chmod 755 /usr/bin/containerd-shim-wasmtime-v1',
    ],
  },
  {
    runtime: 'newer',
    error: /unsupported shim version \(3\): not implemented/,
    lines: [
      'containerd 1.7.24 cannot start "/srv/new/containerd-shim-runc-v2": the shim is of another release',
      'Put the shim of containerd 1.7.24 at "/srv/new/containerd-shim-runc-v2", or restart containerd if it was upgraded',
    ],
  },
  {
    runtime: 'bra{{ces',
    error: /fork\/exec \/usr\/bin\/\{\{x\}\}: no such file/,
    lines: ['"bra{{ces" needs "/usr/bin/{{x}}", which is missing', 'Install "/usr/bin/{{x}}"'],
  },
];
