/** What Engines of other hosts answer to `GET /info`, as far as shimdex reads it. */
const common = {
  ID: 'b6d3b0f0-0000-4000-8000-000000000000',
  ServerVersion: '28.4.0',
  OSType: 'linux',
  DefaultRuntime: 'runc',
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
  Runtimes: { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } },
  Swarm: { LocalNodeState: 'inactive' },
};

/** An Engine of another host: its answers, and words of the sentence that helps. */
export interface ForeignEngine {
  readonly title: string;
  readonly info: object;
  readonly version?: object;
  /** Whose it is. */
  readonly owner: RegExp;
  /** Where its runtimes are configured. */
  readonly configuredIn: RegExp;
}

export const desktop: ForeignEngine = {
  title: 'Docker Desktop',
  info: {
    ...common,
    Name: 'docker-desktop',
    OperatingSystem: 'Docker Desktop',
    KernelVersion: '6.6.87.2-microsoft-standard-WSL2',
    DockerRootDir: '/var/lib/docker',
  },
  owner: /Docker Desktop/,
  configuredIn: /Docker Engine|\.docker\/daemon\.json/,
};

export const snap: ForeignEngine = {
  title: 'the docker snap',
  info: {
    ...common,
    Name: 'host',
    OperatingSystem: 'Ubuntu Core 24',
    DockerRootDir: '/var/snap/docker/common/var-lib-docker',
  },
  owner: /snap/,
  configuredIn: /\/var\/snap\/docker\/current\/config\/daemon\.json/,
};

export const unnamed: ForeignEngine = {
  title: 'an Engine of which only the socket is here',
  info: {
    ...common,
    Name: 'host',
    OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    DockerRootDir: '/var/lib/docker',
  },
  owner: /not a process of this host/i,
  configuredIn: /--root/,
};

export const foreignEngines: readonly ForeignEngine[] = [
  desktop,
  snap,
  unnamed,
  {
    title: 'a rootless Engine that is not seen here',
    info: {
      ...common,
      Name: 'host',
      OperatingSystem: 'Ubuntu 24.04.2 LTS',
      SecurityOptions: [...common.SecurityOptions, 'name=rootless'],
      DockerRootDir: '/home/ann/.local/share/docker',
    },
    owner: /rootless/i,
    configuredIn: /\.config\/docker\/daemon\.json/,
  },
  {
    title: 'Podman',
    info: {
      ...common,
      Name: 'fedora',
      ServerVersion: '5.5.2',
      OperatingSystem: 'fedora',
      DefaultRuntime: 'crun',
      DockerRootDir: '/var/lib/containers/storage',
      ProductLicense: 'Apache-2.0',
      Runtimes: { crun: { path: '/usr/bin/crun' }, runc: { path: '/usr/bin/runc' } },
    },
    version: {
      Version: '5.5.2',
      Components: [{ Name: 'Podman Engine', Version: '5.5.2' }, { Name: 'Conmon' }, { Name: 'OCI Runtime (crun)' }],
    },
    owner: /Podman/,
    configuredIn: /containers\.conf/,
  },
  {
    title: 'Colima',
    info: { ...common, Name: 'colima', OperatingSystem: 'Ubuntu 24.04.2 LTS', DockerRootDir: '/var/lib/docker' },
    owner: /Colima/i,
    configuredIn: /colima/,
  },
  {
    title: 'Colima with a profile',
    info: { ...common, Name: 'colima-work', OperatingSystem: 'Ubuntu 24.04.2 LTS', DockerRootDir: '/var/lib/docker' },
    owner: /Colima/i,
    configuredIn: /colima/,
  },
  {
    title: 'Lima',
    info: { ...common, Name: 'lima-docker', OperatingSystem: 'Ubuntu 25.04', DockerRootDir: '/var/lib/docker' },
    owner: /Lima/,
    configuredIn: /daemon\.json/,
  },
  {
    title: 'Rancher Desktop',
    info: {
      ...common,
      Name: 'lima-rancher-desktop',
      OperatingSystem: 'Alpine Linux v3.21',
      DockerRootDir: '/var/lib/docker',
    },
    owner: /Rancher Desktop/,
    configuredIn: /daemon\.json/,
  },
  {
    title: 'Rancher Desktop on WSL',
    info: {
      ...common,
      Name: 'PC-7',
      OperatingSystem: 'Rancher Desktop WSL Distribution',
      DockerRootDir: '/var/lib/docker',
    },
    owner: /Rancher Desktop/,
    configuredIn: /daemon\.json/,
  },
];

/** What an Engine says that is a process of the observed host. */
export const ownInfo: object = {
  ...common,
  Name: 'host',
  OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  DockerRootDir: '/var/lib/docker',
};
