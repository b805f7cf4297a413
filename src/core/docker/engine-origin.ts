/** What an Engine says of itself in `GET /info` and `GET /version`; each may be missing. */
export interface EngineIdentity {
  readonly name?: string;
  readonly operatingSystem?: string;
  readonly dockerRootDir?: string;
  readonly securityOptions?: readonly string[];
  /** Names of the components in `GET /version`: Podman calls itself "Podman Engine". */
  readonly components?: readonly string[];
}

/** An Engine that is not a process of the observed host: what it is, and where its configuration is. */
export interface EngineOrigin {
  readonly product:
    | 'docker-desktop'
    | 'snap'
    | 'podman'
    | 'rancher-desktop'
    | 'colima'
    | 'lima'
    | 'orbstack'
    | 'rootless'
    | 'unknown';
  /** What it is, in words that fit behind "is": "Docker Desktop, which runs in a virtual machine". */
  readonly title: string;
  /** The file that configures its runtimes, where that is known. */
  readonly configFile?: string;
  /** How to open or apply that configuration, as a sentence. */
  readonly how: string;
}

interface Mark {
  readonly matches: (identity: EngineIdentity) => boolean;
  readonly origin: (identity: EngineIdentity) => EngineOrigin;
}

/** Marks of known products, the surest first. */
const marks: readonly Mark[] = [
  {
    matches: ({ components = [] }) => components.some((name) => /podman/i.test(name)),
    origin: () => ({
      product: 'podman',
      title: 'Podman, which needs no containerd shims',
      configFile: '/etc/containers/containers.conf',
      how: 'Podman takes OCI runtimes from [engine.runtimes] in containers.conf',
    }),
  },
  {
    matches: ({ operatingSystem = '', name = '' }) =>
      /docker desktop/i.test(operatingSystem) || name === 'docker-desktop',
    origin: () => ({
      product: 'docker-desktop',
      title: 'Docker Desktop, which runs in a virtual machine',
      how: 'Its configuration is in Docker Desktop under Settings, Docker Engine',
    }),
  },
  {
    matches: ({ operatingSystem = '', name = '' }) =>
      /rancher desktop/i.test(operatingSystem) || /rancher-desktop/.test(name),
    origin: () => ({
      product: 'rancher-desktop',
      title: 'Rancher Desktop, which runs in a virtual machine',
      configFile: '/etc/docker/daemon.json',
      how: 'Its daemon.json is inside the virtual machine: rdctl shell opens it',
    }),
  },
  {
    matches: ({ operatingSystem = '', name = '' }) => /orbstack/i.test(operatingSystem) || name === 'orbstack',
    origin: () => ({
      product: 'orbstack',
      title: 'OrbStack, which runs in a virtual machine',
      configFile: '~/.orbstack/config/docker.json',
      how: 'Its configuration is in OrbStack under Settings, Docker',
    }),
  },
  {
    matches: ({ name = '' }) => /^colima(?:-|$)/.test(name),
    origin: () => ({
      product: 'colima',
      title: 'Colima, which runs in a virtual machine',
      configFile: '~/.colima/default/colima.yaml',
      how: 'Its daemon.json comes from the section docker of colima.yaml: colima start --edit opens it',
    }),
  },
  {
    matches: ({ name = '' }) => /^lima-/.test(name),
    origin: () => ({
      product: 'lima',
      title: 'an Engine in a Lima virtual machine',
      configFile: '~/.config/docker/daemon.json',
      how: 'Its daemon.json is inside the virtual machine: limactl shell opens it',
    }),
  },
  {
    matches: ({ dockerRootDir = '' }) => /^\/var\/snap\/docker(?:\/|$)/.test(dockerRootDir),
    origin: () => ({
      product: 'snap',
      title: 'the docker snap, which sees other files than this host',
      configFile: '/var/snap/docker/current/config/daemon.json',
      how: 'snap restart docker applies its configuration',
    }),
  },
  {
    matches: ({ securityOptions = [] }) => securityOptions.some((option) => /\bname=rootless\b/.test(option)),
    origin: ({ dockerRootDir }) => ({
      product: 'rootless',
      title: 'a rootless Docker Engine',
      configFile: `${rootlessHome(dockerRootDir) ?? '~'}/.config/docker/daemon.json`,
      how: 'systemctl --user restart docker, as its user, applies its configuration',
    }),
  },
];

/** Recognises the product that an Engine belongs to by what it says of itself. */
export function engineOrigin(identity: EngineIdentity): EngineOrigin {
  const mark = marks.find(({ matches }) => matches(identity));
  return (
    mark?.origin(identity) ?? {
      product: 'unknown',
      title: 'an Engine of another host or container',
      how: 'Its daemon.json is where its dockerd runs: mount the root directory of that host and look at it with --root',
    }
  );
}

/** A product that always runs apart from the host whose socket it answers at, whatever processes that host has. */
export function isAlwaysForeign({ product }: EngineOrigin): boolean {
  return product !== 'unknown' && product !== 'rootless';
}

/** A rootless Engine keeps its data in the home of its user by default. */
function rootlessHome(dockerRootDir: string | undefined): string | undefined {
  return /^(\/.+)\/\.local\/share\/docker$/.exec(dockerRootDir ?? '')?.[1];
}
