import { type CaseHost, servicePath } from '../cases/host.ts';
import { dockerContainer, startContainer } from '../cases/running.ts';

/** Prepares a host before a service looks at it. */
export type Prepare = (host: CaseHost) => void | Promise<void>;

const shims = (directory: string, ...names: readonly string[]) =>
  names.map((name) => `${directory}/containerd-shim-${name}`);

/** A host with this name, where Docker and containerd run. */
function named(host: CaseHost, name: string, path = servicePath): CaseHost {
  return host
    .base()
    .put('/etc/hostname', `${name}\n`)
    .process(812, { argv: ['/usr/bin/containerd'], environ: { PATH: path } })
    .socket(812, '/run/containerd/containerd.sock')
    .process(1044, { argv: ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock'] })
    .socket(1044, '/run/docker.sock');
}

/** What a running Engine that has loaded these runtimes answers about itself. */
function engineAnswer(loaded: object = {}, defaultRuntime = 'runc'): object {
  return {
    ID: 'b6d3b0f0-0000-4000-8000-000000000000',
    Name: 'host',
    ServerVersion: '28.5.2',
    OSType: 'linux',
    OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    DockerRootDir: '/var/lib/docker',
    SecurityOptions: [],
    DefaultRuntime: defaultRuntime,
    Runtimes: { runc: { path: 'runc' }, 'io.containerd.runc.v2': { path: 'runc' }, ...loaded },
    Swarm: { LocalNodeState: 'inactive' },
  };
}

/** A container of Docker that runs. */
export function runContainer(host: CaseHost, given: { name: string; runtime: string; shim: number; path: string }) {
  const { name, runtime, shim, path } = given;
  const id = name.padEnd(64, '0');
  dockerContainer(host, { id, name, runtime });
  startContainer(host, { id, namespace: 'moby', shim, init: shim + 1, shimPath: path });
}

const configured = {
  crun: { path: '/usr/bin/crun' },
  gvisor: { runtimeType: 'io.containerd.runsc.v1' },
  kata: { runtimeType: 'io.containerd.kata.v2', options: { ConfigPath: '/etc/kata/configuration.toml' } },
  wasm: { runtimeType: 'io.containerd.wasmtime.v1' },
  youki: { path: '/usr/bin/youki' },
  'runc-debug': { path: 'runc', runtimeArgs: ['--debug'] },
};

/** A: six configured runtimes, all of which start; some containers run. */
const healthy: Prepare = async (host) => {
  named(host, 'build-ams-01')
    .program('/usr/bin/crun', '/usr/bin/youki', '/usr/bin/runsc')
    .program(...shims('/usr/local/bin', 'kata-v2', 'runsc-v1', 'wasmtime-v1'), ...shims('/usr/bin', 'kata-v2'))
    .package('kata-containers', '3.21.0-1', '/usr/local/bin/containerd-shim-kata-v2')
    .daemonJson({ runtimes: configured });
  // Docker 25 and later shows nothing of a runtime that is not a path.
  const shown = Object.entries(configured).map(([name, entry]) => [name, 'path' in entry ? entry : {}]);
  await host.engine(engineAnswer(Object.fromEntries(shown)));
  const path = '/usr/bin/containerd-shim-runc-v2';
  for (const [index, name] of ['web', 'db', 'queue'].entries())
    runContainer(host, { name, runtime: 'runc', shim: 2000 + 10 * index, path });
  const kata = '/usr/local/bin/containerd-shim-kata-v2';
  runContainer(host, { name: 'vm', runtime: 'kata', shim: 2100, path: kata });
};

/** B: nearly everything is wrong: a refused daemon.json, missing programs, broken shims, a relative PATH. */
const broken: Prepare = (host) => {
  named(host, 'build-ams-02', `/opt/bin:tools/bin:${servicePath}`)
    .program(...shims('/tools/bin', 'kata-v2'), ...shims('/usr/local/bin', 'kata-v2', 'spin-v2', 'slight-v1'))
    .program(...shims('/usr/bin', 'kata-v2', 'wasmedge-v1'))
    .put('/containerd-shim-spin-v2', 'text', 0o644)
    .put('/usr/local/bin/containerd-shim-runsc-v1', 'text\n', 0o755)
    .put('/usr/local/bin/containerd-shim-lunatic-v1', '#!/no/such/interpreter\n', 0o755)
    .put('/usr/bin/containerd-shim-nvidia-v1', 'text', 0o644)
    .put('/usr/bin/containerd-shim-runc-v2.dpkg-new', 'text', 0o755)
    .program(...shims('/usr/bin', 'odd'))
    .link('/no/such/file', '/usr/bin/containerd-shim-gone-v1')
    .daemonJson(`{
  "default-runtime": "crun",
  "runtimes": {
    "crun": {
      "path": "/usr/bin/crun"
    },
    "kata": {
      "runtimeType": "io.containerd.kata.v2"
    },
    "mine": {
      "runtimeType": "io.containerd.mine.v1"
    }
  }
}
`);
};

/** C: neither containerd nor Docker. */
const nothing: Prepare = (host) => {
  host.put('/etc/hostname', 'fresh-01\n');
};

/** D: 500 runtimes, every fiftieth of which is broken; every sixtieth has a second file, which is hidden. */
const large: Prepare = (host) => {
  named(host, 'farm-07');
  for (let index = 0; index < 500; index += 1) {
    const [path = ''] = shims('/usr/local/bin', `r${String(index).padStart(3, '0')}-v1`);
    if (index % 50 === 7) host.put(path, 'text\n', 0o755);
    else host.program(path);
    if (index % 60 === 59) host.program(path.replace('/local', ''));
  }
  host.program(...shims('/usr/bin', 'r499-v1'));
};

/** E: file names with markup, direction marks, line breaks, terminal escapes, quotes and spaces. */
const hostileNames: Prepare = (host) => {
  named(host, 'odd-<b>01</b>');
  for (const name of [
    '<img src=x onerror=alert(1)>',
    'a\u202eb',
    'line\nbreak',
    '\u001b[201~;reboot',
    `it's "so" & so`,
    ' two  spaces',
    'n'.repeat(180),
  ]) {
    host.program(...shims('/usr/local/bin', `${name}-v1`), ...shims('/usr/bin', `${name}-v1`));
  }
  host.daemonJson({ runtimes: { '<b>bold</b>\u2066': { path: '/"><script>alert(1)</script>' } } });
};

/** F: the running Engine has not loaded daemon.json since it was edited. */
const drift: Prepare = async (host) => {
  named(host, 'edge-fra-03')
    .program(...shims('/usr/local/bin', 'kata-v2', 'runsc-v1'), '/usr/bin/crun')
    .daemonJson(`{
  "default-runtime": "kata",
  "runtimes": {
    "crun": {
      "path": "/usr/bin/crun"
    },
    "kata": {
      "runtimeType": "io.containerd.kata.v2"
    }
  }
}
`);
  await host.engine(engineAnswer({ crun: { path: '/usr/bin/crun' }, removed: { path: '/usr/bin/crun' } }));
};

/** H: dockerd and containerd run, and would not start again: their configurations were broken later. */
const refused: Prepare = async (host) => {
  named(host, 'edge-fra-04')
    .program(...shims('/usr/local/bin', 'kata-v2', 'runsc-v1'))
    .daemonJson(`{
  "runtimes": {
    "kata": {
      "runtimeType": "io.containerd.kata.v2"
    },
  }
}
`)
    .put('/etc/containerd/config.toml', 'version = 3\n[plugins."x\n');
  await host.engine(engineAnswer());
};

/** A laptop whose Engine is not asked: an Engine that answers late changes what is known, and here nothing happens. */
const quiet: Prepare = (host) => {
  named(host, 'dev-lap-11')
    .program(...shims('/usr/local/bin', 'wasmtime-v1', 'wasmedge-v1', 'spin-v2'))
    .program(...shims('/usr/bin', 'kata-v2'));
};

/** G: a laptop on which shims come and go. */
const laptop: Prepare = async (host) => {
  await quiet(host);
  await host.engine(engineAnswer());
};

/** Hosts for the page: healthy, broken, empty, large, with hostile names, not reloaded, refused, and a laptop. */
export const hosts = { healthy, broken, nothing, large, hostileNames, drift, refused, quiet, laptop };
