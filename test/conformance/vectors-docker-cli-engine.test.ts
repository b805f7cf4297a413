import { describe, expect, it } from 'vitest';
import type { EngineReading, EngineView } from '../../src/model/docker/engine-view.ts';
import { type Case, cases } from './docker-cli-cases.ts';
import { dockerClis, runDocker } from './docker-clients.ts';
import { serveFacade } from './facade.ts';

/** Runs against a server that describes an Engine. */
const telling = cases.filter(({ server }) => bodyOf(server['GET /info']) ?? bodyOf(server['GET /version']));

/** Runs whose outcome is another one before the façade. */
const leftOut: Readonly<Record<string, string>> = {
  'api-garbage': 'the server advertises what is no version',
  'runtimes-array': 'the façade mends a wrong type',
  'runtimes-string-member': 'the façade mends a wrong type',
};

/** What a CLI prints of an Engine otherwise than the one that was recorded. */
interface Otherwise {
  readonly leftOut: Readonly<Record<string, string>>;
  readonly stdout: (recorded: string) => string;
  readonly stderr: (recorded: Case) => string;
}

const asRecorded: Otherwise = { leftOut: {}, stdout: (recorded) => recorded, stderr: ({ stderr }) => stderr };

/** Until 27 a commit is printed next to the expected one, and bridges next to the forwarding. */
const before28 = (stdout: string) =>
  stdout
    .replaceAll('Commit":{"ID":""}', 'Commit":{"ID":"","Expected":""}')
    .replace('"IPv4Forwarding":false,', '$&"BridgeNfIptables":false,"BridgeNfIp6tables":false,');

const otherwise: Readonly<Record<string, Otherwise>> = {
  '20.10.24': {
    leftOut: {
      'nice-system-info-json': 'the format "json" came with 23',
      'float-memtotal': 'it falls over its own template',
      'runtimes-all-fields': 'it knows less of a runtime',
    },
    // It knows no runtime without a path, no CDI, and limits of the kernel's memory.
    stdout: (recorded) =>
      before28(recorded)
        .replaceAll(':{}', ':{"path":""}')
        .replace('"CDISpecDirs":null,', '')
        .replace('"SwapLimit":false,', '$&"KernelMemory":false,"KernelMemoryTCP":false,'),
    stderr: ({ command, stderr }) => (command.at(-1) === 'info' && stderr === '' ? warningsOf2010 : stderr),
  },
  '26.1.5': { ...asRecorded, stdout: before28 },
};

/** Of what an Engine that gives no warnings itself does not say that it can. */
const warningsOf2010 = [
  'No memory limit support',
  'No swap limit support',
  'No oom kill disable support',
  'No cpu cfs quota support',
  'No cpu cfs period support',
  'No cpu shares support',
  'No cpuset support',
  'IPv4 forwarding is disabled',
  'bridge-nf-call-iptables is disabled',
  'bridge-nf-call-ip6tables is disabled',
]
  .map((warning) => `WARNING: ${warning}\n`)
  .join('');

const told = telling.filter(({ id }) => leftOut[id] === undefined);

it('most runs are compared', () => {
  const ids = telling.map(({ id }) => id);

  expect(Object.keys(leftOut).filter((id) => !ids.includes(id))).toEqual([]);
  expect([telling.length, told.length]).toEqual([28, 25]);
});

describe.each(await dockerClis())('docker $version at $path', (cli) => {
  const { leftOut: impossible, ...prints } = otherwise[cli.version] ?? asRecorded;

  it.each(told.filter(({ id }) => impossible[id] === undefined))('$id: is printed word for word', async (recorded) => {
    const { command, exit, stdout } = recorded;
    const facade = await serveFacade({ runtimes: [] }, engineOf(recorded));
    const address = command.includes('unix://$SOCK') ? facade.hosts[1] : facade.hosts[0];

    const outcome = await runDocker(cli, ['-H', address, ...command.slice(3)]);

    expect({ ...outcome, stdout: ofServer(outcome.stdout) }).toEqual({
      status: exit,
      // Of warnings the façade always has a list.
      stdout: prints.stdout(ofServer(stdout)).replace('"Warnings":null', '"Warnings":[]'),
      stderr: prints.stderr(recorded),
    });
  });
});

/** An Engine that says what the recorded server said. */
function engineOf({ server }: Case): EngineView {
  const readingOf = (request: string): EngineReading => {
    const body = bodyOf(server[request]);
    return body === undefined ? { state: 'absent' } : { state: 'read', body };
  };
  return {
    info: () => readingOf('GET /info'),
    version: () => readingOf('GET /version'),
    refresh: () => Promise.resolve(),
  };
}

function bodyOf(answer: Case['server'][string] | undefined): Readonly<Record<string, unknown>> | undefined {
  const { status = 200, body } = answer ?? {};
  return status === 200 && typeof body === 'object' && body !== null ? { ...body } : undefined;
}

/** Without what the CLI says of itself; runtimes come in any order. */
function ofServer(stdout: string): string {
  return stdout
    .replace(/^Client:\n.*?\n\n/s, '')
    .replace(/(?<=^ Runtimes: ).*/m, (names) => names.split(' ').sort().join(' '))
    .replace(/,"ClientInfo":\{.*\}(?=\}$)/m, '');
}
