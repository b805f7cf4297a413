import { describe, expect, it } from 'vitest';
import { evaluateDocker } from '../../src/core/docker/start.ts';
import { resolveRuntime } from '../../src/core/resolve/resolve.ts';
import type { FileFact } from '../../src/model/host/file-fact.ts';
import type { Resolution } from '../../src/model/resolution.ts';
import { containerd, directory, docker, executable, missing, dockerd as parsed } from '../builders.ts';
import { vectors } from './vector-world.ts';

interface Answer {
  readonly create: { readonly status: number; readonly message?: string };
  readonly start?: { readonly status: number; readonly message?: string };
  readonly executed?: readonly string[];
}

interface NameRecord {
  readonly name: string;
  readonly results: Readonly<Record<string, Answer>>;
}

/** What docker CLI 28.2.2 printed before such a dockerd. */
interface Printed {
  readonly dockerd: string;
  readonly name: string;
  readonly cmd: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const { baseline, names, cli } = vectors<{
  baseline: readonly { readonly dockerd: string; readonly daemon_json: unknown }[];
  names: readonly NameRecord[];
  cli: readonly Printed[];
}>('dockerd_e2e.json');

/** Each dockerd of the vectors: the release whose rules it has, and the containerd behind it. */
const pairs: Readonly<Record<string, { readonly docker: string; readonly containerd: string }>> = {
  '20.10.24': { docker: '20.10.24', containerd: '1.6.20' },
  '547da0d5': { docker: '23.0.0', containerd: '1.6.20' },
  '24.0.9': { docker: '24.0.9', containerd: '1.6.20' },
  '26.1.5': { docker: '26.1.5', containerd: '1.7.24' },
  '28.5.2': { docker: '28.5.2', containerd: '2.1.9' },
  HEAD: { docker: '29.7.2', containerd: '2.3.4' },
};

/** The shims of the machine the vectors were made on; `containerd-shim-runc-v1` went with containerd 2. */
function filesFor(release: string): ReadonlyMap<string, FileFact> {
  const fakes = names.flatMap(({ results }) => Object.values(results).flatMap(({ executed = [] }) => executed));
  const runcV1 = release.startsWith('1.') ? ['/usr/bin/containerd-shim-runc-v1'] : [];
  const real = ['/usr/bin/containerd-shim-runc-v2', '/usr/bin/runc', '/usr/bin/crun'];
  const found = [...fakes, ...runcV1, ...real].map((path) => [path.replace('$W', '/w'), executable()] as const);
  return new Map([...found, ['/w/bin/containerd-shim-isdir-v1', directory()]]);
}

function resolveBefore(dockerd: string, name: string): Resolution {
  const world = worldOf(dockerd);
  const files = filesFor(world.containerd.version);
  return resolveRuntime({ name, client: 'docker' }, { ...world, inspect: (at) => files.get(at) ?? missing() });
}

function worldOf(dockerd: string) {
  const { docker: version, containerd: release } = pairs[dockerd] ?? { docker: '', containerd: '' };
  const config = baseline.find((each) => each.dockerd === dockerd)?.daemon_json;
  const bytes = new TextEncoder().encode(JSON.stringify(config).replaceAll('$W', '/w'));
  const configFile = '/etc/docker/daemon.json';
  const runtimes = evaluateDocker(parsed({ configFile, bytes, version }));
  const path = '/w/bin:/w/bin2:/usr/sbin:/usr/bin:/sbin:/bin';
  return {
    containerd: containerd({ version: release, path }),
    docker: docker({ version, path, runtimes }),
    policy: { allow: [], deny: [] },
    known: [],
  };
}

/** The refusal of a fake shim means that it was executed. */
function messageOf({ create, start }: Answer): string | undefined {
  const message = create.message ?? start?.message;
  return message?.includes('fake shim') ? undefined : message?.replaceAll('$W', '/w');
}

describe.each(names)('name $name', ({ name, results }) => {
  it('resolveRuntime() foretells what the Engine answers, and what is executed', () => {
    for (const [dockerd, answer] of Object.entries(results)) {
      const { permitted, available, path, error } = resolveBefore(dockerd, name);

      // The empty name is the default to the Engine; the contract refuses it here and says so.
      if (name === '') continue;
      const message = messageOf(answer);
      expect({ dockerd, permitted, available, error }).toEqual({
        dockerd,
        permitted: answer.create.status === 201,
        available: message === undefined,
        error: message,
      });
      if (answer.executed !== undefined) expect(path).toBe(answer.executed[0]?.replace('$W', '/w'));
    }
  });
});

/** How far a command came, and so what its record shows about the name. */
function howFar({ cmd, exit, stderr }: Printed): 'refused' | 'created' | 'executed' | 'ran' {
  if (stderr.includes('fake shim')) return 'executed';
  // It starts no shim, and misses the image once the name has passed.
  if (cmd.startsWith('docker create') && (exit === 0 || stderr.includes('No such image: '))) return 'created';
  return exit === 0 ? 'ran' : 'refused';
}

/** What the CLI makes of an error. */
function printedFor(cmd: string, error = ''): Pick<Printed, 'exit' | 'stdout' | 'stderr'> {
  const response = `Error response from daemon: ${error}\n`;
  if (cmd.startsWith('docker create')) return { exit: 1, stdout: '', stderr: response };
  return { exit: 125, stdout: '', stderr: `docker: ${response}\nRun 'docker run --help' for more information\n` };
}

describe('docker create and docker run', () => {
  const compared = cli.filter(({ dockerd }) => pairs[dockerd] !== undefined);
  const refused = compared.filter((record) => howFar(record) === 'refused');
  const created = compared.filter((record) => howFar(record) === 'created');
  const executed = compared.filter((record) => howFar(record) === 'executed');
  const ran = compared.filter((record) => howFar(record) === 'ran');

  it('each record is compared', () => {
    expect([refused, created, executed, ran].map(({ length }) => length)).toEqual([52, 20, 4, 2]);
    expect(cli).toHaveLength(52 + 20 + 4 + 2);
  });

  it.each(refused)('$cmd before $dockerd: $name: prints the error', ({ dockerd, name, cmd, ...printed }) => {
    const { available, error } = resolveBefore(dockerd, name);

    expect(available).toBe(false);
    expect(printed).toEqual(printedFor(cmd, error));
  });

  it.each(created)('$cmd before $dockerd: $name: is permitted', ({ dockerd, name }) => {
    expect(resolveBefore(dockerd, name).permitted).toBe(true);
  });

  it.each(executed)('$cmd before $dockerd: $name: executes the shim, which answers', ({ dockerd, name, stderr }) => {
    const { available, path, error } = resolveBefore(dockerd, name);

    const shim = /fake shim (.*) refuses\n/.exec(stderr)?.[1]?.replace('$W', '/w');
    expect({ available, path, error }).toEqual({ available: true, path: shim, error: undefined });
  });

  it.each(ran)('$cmd before $dockerd: $name: is available', ({ dockerd, name, stderr }) => {
    const { available, error } = resolveBefore(dockerd, name);

    expect({ available, error, stderr }).toEqual({ available: true, error: undefined, stderr: '' });
  });
});
