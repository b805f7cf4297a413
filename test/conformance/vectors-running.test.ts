import { describe, expect, it } from 'vitest';
import { configRules } from '../../src/core/docker/config/release.ts';
import { dockerInForce } from '../../src/core/docker/in-force.ts';
import { showRuntimes } from '../../src/core/docker/shown-runtime.ts';
import { evaluateDocker } from '../../src/core/docker/start.ts';
import { resolveRuntime } from '../../src/core/resolve/resolve.ts';
import type { DockerFacts } from '../../src/model/host/docker-facts.ts';
import type { FileFact } from '../../src/model/host/file-fact.ts';
import { containerd, dockerReading, executable, missing, dockerd as parsed } from '../builders.ts';
import { vectors } from './vector-world.ts';

interface Ran {
  readonly exit: number;
  readonly stderr: string;
  readonly executed: readonly string[];
}
interface DefaultShim {
  readonly dockerd: string;
  readonly containerd: string;
  readonly daemon_json: { readonly 'default-runtime': string };
  readonly info: { readonly DefaultRuntime: string; readonly Runtimes: readonly string[] };
  readonly run_without_runtime: Ran;
}
interface PathSplit {
  readonly dockerd: string;
  readonly containerd_PATH: string;
  readonly dockerd_PATH: string;
  readonly daemon_json: object;
  readonly started: boolean;
  readonly results: readonly (Ran & { readonly runtime: string })[];
}

const { default_shim: defaultShims, path_split: splits } = vectors<{
  default_shim: DefaultShim[];
  path_split: PathSplit[];
}>('dockerd_e2e.json');

const containerdOf: Readonly<Record<string, string>> = {
  '24.0.9': '1.6.20',
  '26.1.5': '1.7.24',
  '28.5.2': '2.1.9',
  HEAD: '2.3.4',
};

/** The files of the machine the vectors were made on. */
const files: ReadonlyMap<string, FileFact> = new Map(
  [
    '/w/bin/containerd-shim-fake-v1',
    '/usr/bin/containerd-shim-runc-v2',
    '/oracle/bin/c8d-2.3.4/containerd-shim-runc-v2',
    '/usr/bin/runc',
    '/usr/sbin/runc',
    '/usr/bin/crun',
  ].map((path) => [path, executable({ realPath: path })]),
);

/** A dockerd that was started with a configuration and is asked for what it has. */
function running(dockerd: string, config: object, path: string): DockerFacts {
  const version = dockerd === 'HEAD' ? '29.7.2' : dockerd;
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  const started = parsed({ pid: 43, configFile: '/w/daemon.json', explicit: true, bytes, version });
  const engine = { version, ...showRuntimes(evaluateDocker(started), configRules(version)) };
  return dockerInForce(dockerReading({ dockerd: started, path }), engine, undefined).facts;
}

function run(name: string, facts: DockerFacts, release: string, path: string) {
  const at = { containerd: containerd({ version: release, path, executableDirectory: '/none' }), docker: facts };
  const inspect = (file: string) => files.get(file) ?? missing();
  return resolveRuntime({ name, client: 'docker' }, { ...at, policy: { allow: [], deny: [] }, known: [], inspect });
}

/** What the CLI prints around the Engine's message. */
function messageIn({ stderr }: Ran): string {
  return stderr
    .replace('docker: Error response from daemon: ', '')
    .replace(/\n\nRun 'docker run --help.*\n?$/s, '')
    .replace(/\n\nRun 'docker run -*$/, '')
    .replace('$W/state', '/run/containerd')
    .replace('$ID', 'ID')
    .replace(/\$W\/data(\/runtimes\/[^.\s]+)\.\S*/, '/var/lib/docker$1');
}

describe('a default runtime that is a shim', () => {
  it('has every record', () => {
    expect(defaultShims).toHaveLength(16);
  });

  it.each(defaultShims.map((each) => [`${each.dockerd} ${JSON.stringify(each.daemon_json)}`, each] as const))(
    '%s',
    (_name, { dockerd, daemon_json, info, run_without_runtime: ran }) => {
      const path = '/w/bin:/usr/sbin:/usr/bin:/sbin:/bin';

      const facts = running(dockerd, daemon_json, path);
      const resolution = run(facts.runtimes.defaultRuntime, facts, containerdOf[dockerd] ?? '', path);

      expect(facts.runtimes.defaultRuntime).toBe(info.DefaultRuntime);
      expect(facts.runtimes.runtimes.map(({ name }) => name).sort()).toEqual(info.Runtimes);
      if (ran.executed.length > 0) expect(resolution.path).toBe(ran.executed[0]?.replace('$W', '/w'));
      // crun was found, and failed by itself: the machine's cgroups were not to its liking.
      else if (info.DefaultRuntime === 'crun') expect(resolution.available).toBe(true);
      else expect(resolution.error).toBe(messageIn(ran));
    },
  );
});

describe('dockerd and containerd with different PATHs', () => {
  it('has every record', () => {
    expect(splits).toHaveLength(6);
    expect(splits.filter(({ started }) => !started).map(({ dockerd_PATH }) => dockerd_PATH)).toEqual([
      '$W/nothing',
      '$W/nothing',
    ]);
  });

  // With an empty PATH of its own dockerd did not start, because it misses programs that are not runtimes.
  const told = splits.filter(({ started }) => started);

  it.each(
    told.flatMap((split) =>
      split.results.map((ran) => [`${split.dockerd} ${split.containerd_PATH} ${ran.runtime}`, split, ran] as const),
    ),
  )('%s', (_name, split, ran) => {
    const spelt = (text: string) => text.replaceAll('$W', '/w').replaceAll('$ORACLE', '/oracle');
    const facts = running(split.dockerd, split.daemon_json, spelt(split.dockerd_PATH));

    const resolution = run(ran.runtime, facts, containerdOf[split.dockerd] ?? '', spelt(split.containerd_PATH));

    if (ran.executed.length > 0) expect(resolution.path).toBe(spelt(ran.executed[0] ?? ''));
    else if (ran.exit === 0) expect(resolution.available).toBe(true);
    else expect(resolution.error).toBe(messageIn(ran));
  });

  it('the PATH of dockerd alone decides whether a runtime with arguments passes', () => {
    const config = { runtimes: { w: { path: 'runc', runtimeArgs: ['--debug'] }, p: { path: 'runc' } } };

    const facts = running('HEAD', config, '/w/nothing');

    expect(run('w', facts, '2.3.4', '/usr/bin').error).toBe(
      'error while looking up the specified runtime path: exec: "runc": executable file not found in $PATH',
    );
    expect(run('p', facts, '2.3.4', '/usr/bin').available).toBe(true);
  });
});
