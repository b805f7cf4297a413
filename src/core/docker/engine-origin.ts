import type { EngineIdentity, ForeignEngine } from '../../model/docker/engine-origin.ts';

interface Mark {
  readonly matches: (identity: EngineIdentity) => boolean;
  readonly origin: (identity: EngineIdentity) => ForeignEngine;
}

/** Marks of known products, the surest first. */
const marks: readonly Mark[] = [
  {
    matches: ({ components = [], dockerRootDir = '' }) =>
      components.some((name) => /podman/i.test(name)) || /\/containers\/storage$/.test(dockerRootDir),
    origin: () => ({
      product: 'podman',
      title: 'Podman, which needs no containerd shims',
      configFile: '/etc/containers/containers.conf',
      how: 'its runtimes are in [engine.runtimes] of "/etc/containers/containers.conf"',
    }),
  },
  {
    matches: ({ operatingSystem = '', name = '' }) =>
      /docker desktop/i.test(operatingSystem) || name === 'docker-desktop',
    origin: () => ({
      product: 'docker-desktop',
      title: 'Docker Desktop, which runs in a virtual machine',
      how: 'its configuration is in Docker Desktop under Settings, Docker Engine',
    }),
  },
  {
    matches: ({ operatingSystem = '', name = '' }) =>
      /rancher desktop/i.test(operatingSystem) || /rancher-desktop/.test(name),
    origin: () => ({
      product: 'rancher-desktop',
      title: 'Rancher Desktop, which runs in a virtual machine',
      configFile: '/etc/docker/daemon.json',
      how: 'its daemon.json is inside the virtual machine, which "rdctl shell" opens',
    }),
  },
  {
    matches: ({ operatingSystem = '', name = '' }) => /orbstack/i.test(operatingSystem) || name === 'orbstack',
    origin: () => ({
      product: 'orbstack',
      title: 'OrbStack, which runs in a virtual machine',
      configFile: '~/.orbstack/config/docker.json',
      how: 'its configuration is in OrbStack under Settings, Docker, or in "~/.orbstack/config/docker.json"',
    }),
  },
  {
    matches: ({ name = '' }) => /^colima(?:-|$)/.test(name),
    origin: ({ name = '' }) => {
      const profile = /^colima-(.+)$/.exec(name)?.[1] ?? 'default';
      const configFile = `~/.colima/${profile}/colima.yaml`;
      return {
        product: 'colima',
        title: 'Colima, which runs in a virtual machine',
        configFile,
        how: `its daemon.json comes from the section "docker" of "${configFile}", which "colima start ${profile === 'default' ? '' : `${profile} `}--edit" opens`,
      };
    },
  },
  {
    matches: ({ name = '' }) => /^lima-/.test(name),
    origin: () => ({
      product: 'lima',
      title: 'an Engine in a Lima virtual machine',
      configFile: '~/.config/docker/daemon.json',
      how: 'its daemon.json is inside the virtual machine, which "limactl shell" opens',
    }),
  },
  {
    matches: ({ dockerRootDir = '' }) => /^\/var\/snap\/docker(?:\/|$)/.test(dockerRootDir),
    origin: () => ({
      product: 'snap',
      title: 'the docker snap, which sees other files than this host',
      configFile: '/var/snap/docker/current/config/daemon.json',
      how: '"/var/snap/docker/current/config/daemon.json" configures it, and "snap restart docker" applies that file',
    }),
  },
  {
    matches: ({ securityOptions = [] }) => securityOptions.some((option) => /\bname=rootless\b/.test(option)),
    origin: ({ dockerRootDir }) => {
      const configFile = `${rootlessHome(dockerRootDir) ?? '~'}/.config/docker/daemon.json`;
      return {
        product: 'rootless',
        title: 'a rootless Docker Engine',
        configFile,
        how: `"${configFile}" configures it, and its user applies that file with "systemctl --user restart docker"`,
      };
    },
  },
];

/** Recognises the product that an Engine belongs to by what it says of itself. */
export function engineOrigin(identity: EngineIdentity): ForeignEngine {
  const mark = marks.find(({ matches }) => matches(identity));
  return (
    mark?.origin(identity) ?? {
      product: 'unknown',
      title: 'an Engine of another host or container',
      how: 'its daemon.json is where its dockerd runs: look at the root directory of that host with --root, or give its file with --docker-config',
    }
  );
}

/** A product that always runs apart from the host whose socket it answers at, whatever processes that host has. */
export function isAlwaysForeign({ product }: ForeignEngine): boolean {
  return product !== 'unknown' && product !== 'rootless';
}

/** A rootless Engine keeps its data in the home of its user by default. */
function rootlessHome(dockerRootDir: string | undefined): string | undefined {
  return /^(\/.+)\/\.local\/share\/docker$/.exec(dockerRootDir ?? '')?.[1];
}
