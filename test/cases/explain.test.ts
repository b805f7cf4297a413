import { describe, expect, it } from 'vitest';
import type { ResolutionAnswer } from '../../src/model/resolution.ts';
import { parsed, read } from './answers.ts';
import { elf } from './elf.ts';
import { ownInfo } from './engines.ts';
import { type CaseHost, newHost } from './host.ts';

async function ask(host: CaseHost, name: string, client = 'docker'): Promise<ResolutionAnswer> {
  return parsed<ResolutionAnswer>(await host.run(['resolve', '--json', '--client', client, name]));
}

const kata = '/usr/local/bin/containerd-shim-kata-v2';
const wasmtime = '/usr/local/bin/containerd-shim-wasmtime-v1';

/** daemon.json has the name, and the running Engine has not loaded it. */
async function drifted(): Promise<CaseHost> {
  const host = newHost().running().program(kata);
  host.daemonJson('{\n  "runtimes": {\n    "kata": { "runtimeType": "io.containerd.kata.v2" }\n  }\n}\n');
  await host.engine(ownInfo);
  return host;
}

it('a shim that is installed and not configured: the cause, the entry, and the name that works', async () => {
  const answer = await ask(newHost().running().program(kata), 'kata');

  expect(answer.cause).toBe(
    '"kata" is not configured in Docker, and the name of a shim needs a dot: io.containerd.kata.v2',
  );
  expect(answer.instead?.command).toBe('docker run --rm -it --runtime io.containerd.kata.v2 alpine');
  expect(answer.advice.some(({ snippet }) => snippet?.includes('io.containerd.kata.v2'))).toBe(true);
  expect(answer.suggestions).toEqual([{ name: 'io.containerd.kata.v2', available: true }]);
  expect(answer.prints).toBe(
    "docker: Error response from daemon: unknown or invalid runtime name: kata\n\nRun 'docker run --help' for more information",
  );
});

it('a name that the Engine has not loaded is refused for that reason, with the line and the command', async () => {
  const host = await drifted();

  const answer = await ask(host, 'kata');

  expect(answer).toMatchObject({ verdict: 'refused', refusal: 'reload-needed' });
  expect(answer.cause).toBe(
    'Docker has not loaded "kata": it is in "/etc/docker/daemon.json" line 3, but the Engine has not been reloaded since then',
  );
  expect(answer.advice[0]?.command).toBe('systemctl reload docker');
  expect(answer.findings.map(({ code }) => code)).toContain('reload-needed');
  expect(answer.instead?.command).toContain('--runtime io.containerd.kata.v2');
  expect((await ask(host, 'Kata')).didYouMean).toEqual(['io.containerd.kata.v2']);
});

it('a name in a file that dockerd refuses is refused for that reason, with both lines', async () => {
  const host = newHost().running().program(kata);
  host.daemonJson(
    '{\n  "runtimes": {\n    "kata": { "runtimeType": "io.containerd.kata.v2" },\n    "gvisor": { "path": "/usr/bin/runsc", "runtimeType": "io.containerd.runsc.v1" }\n  }\n}\n',
  );
  await host.engine(ownInfo);

  const answer = await ask(host, 'kata');

  expect(answer).toMatchObject({ verdict: 'refused', refusal: 'docker-config-refused', definedIn: { line: 3 } });
  expect(answer.cause).toMatch(
    /^Docker never loaded "kata" in "\/etc\/docker\/daemon\.json" line 3, because dockerd refuses "\/etc\/docker\/daemon\.json" line 4: /,
  );
  expect(answer.advice[0]?.command).toBe('systemctl reload docker');
  expect(answer.findings.map(({ code }) => code)).toContain('next-start-fails');
});

describe('a runtime in a file that is not JSON', () => {
  const broken = '{\n  "runtimes": {\n    "kata": { "runtimeType": "io.containerd.kata.v2" },\n  }\n}\n';

  async function listed(host: CaseHost) {
    const { stdout } = await host.run(['list', '--all', '--json']);
    const { runtimes } = JSON.parse(stdout) as { runtimes: readonly { name: string }[] };
    return runtimes.find(({ name }) => name === 'kata');
  }

  it('stays in the list, and does not start', async () => {
    const host = newHost().running().program(kata).daemonJson(broken);

    expect(await listed(host)).toMatchObject({
      origin: 'configured',
      permitted: true,
      available: false,
      definedIn: { file: '/etc/docker/daemon.json', line: 3 },
      unavailable: { reason: 'docker-config-refused' },
    });
    expect((await ask(host, 'kata')).unavailable?.reason).toBe('docker-config-refused');
  });

  it('is not permitted by an Engine that has never loaded it', async () => {
    const host = newHost().running().program(kata).daemonJson(broken);
    await host.engine(ownInfo);

    expect(await listed(host)).toBeUndefined();
    expect(await ask(host, 'kata')).toMatchObject({
      permitted: false,
      unavailable: { reason: 'docker-config-refused' },
      definedIn: { file: '/etc/docker/daemon.json', line: 3 },
    });
  });
});

it('a shim without its x bit is installed and skipped, for every spelling of its name', async () => {
  const host = newHost().running().put(wasmtime, elf(), 0o644);

  const answer = await ask(host, 'io.containerd.wasmtime.v1');

  expect(answer.unavailable?.reason).toBe('not-executable');
  expect(answer.cause).toMatch(
    /^"\/usr\/local\/bin\/containerd-shim-wasmtime-v1" is installed, but containerd skips it: /,
  );
  expect(answer.advice[0]?.command).toBe(`chmod 755 ${wasmtime}`);
  expect(answer.findings.map(({ code }) => code)).toEqual(['shim-unusable']);
  const short = await ask(host, 'wasmtime');
  expect(short.suggestions).toEqual([
    { name: 'io.containerd.wasmtime.v1', available: false, reason: 'not-executable' },
  ]);
  expect(short.cause).toMatch(/^"wasmtime" is not configured in Docker, and the shim of that name does not start: "/);
  expect(short.advice[0]?.command).toBe(`chmod 755 ${wasmtime}`);
  expect(short.findings.map(({ code }) => code)).toEqual(['shim-unusable']);
});

it('a runtime whose program is missing names the program, and runc works instead', async () => {
  const host = newHost()
    .running()
    .daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });

  const answer = await ask(host, 'crun');

  expect(answer.cause).toBe('"crun" needs "/usr/bin/crun", which is missing');
  expect(answer.instead?.command).toBe('docker run --rm -it --runtime runc alpine');
  expect(answer.findings.map(({ code }) => code)).toEqual(['configured-runtime-unavailable']);
});

it('a program that cannot be executed is not said to be missing', async () => {
  const host = newHost()
    .running()
    .put('/usr/bin/crun', elf(), 0o644)
    .daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });

  const answer = await ask(host, 'crun');

  expect(answer.cause).toBe('"crun" needs "/usr/bin/crun", which cannot be executed: it is not executable (mode 0644)');
});

it('a broken shim in the working directory fails, and the copy that it hides would start', async () => {
  const host = newHost()
    .running()
    .put('/containerd-shim-spin-v2', elf(), 0o644)
    .program('/usr/sbin/containerd-shim-spin-v2');
  const name = 'io.containerd.spin.v2';

  const answer = await ask(host, name);

  expect(answer.attempts.filter(({ startable }) => startable !== undefined)).toMatchObject([
    { path: '/containerd-shim-spin-v2', outcome: 'chosen', startable: false },
    { path: '/usr/sbin/containerd-shim-spin-v2', outcome: 'not-tried', startable: true },
  ]);
  expect(answer.cause).toMatch(/It hides "\/usr\/sbin\/containerd-shim-spin-v2", which would start$/);
  expect(answer.advice.map(({ command }) => command)).toEqual([
    'rm /containerd-shim-spin-v2',
    'chmod 755 /containerd-shim-spin-v2',
  ]);
  expect(answer.findings[0]?.code).toBe('shim-cannot-start');
  expect((await ask(host, name, 'containerd')).instead?.command).toContain(
    '--runtime /usr/sbin/containerd-shim-spin-v2',
  );
  const text = await read(host, 'resolve', name);
  expect(text).toMatch(/chosen, fails/);
  expect(text).toMatch(/not-tried, would start/);
});

it('nothing is suggested where the name starts, and a path elsewhere is named', async () => {
  const host = newHost().running().program(kata, '/opt/spin/bin/containerd-shim-spin-v2');

  const starts = await ask(host, 'io.containerd.kata.v2');
  const elsewhere = await ask(host, 'io.containerd.spin.v2');

  expect([starts.cause, starts.didYouMean, starts.instead]).toEqual([undefined, undefined, undefined]);
  expect(elsewhere.cause).toMatch(/"containerd-shim-spin-v2" is (?:in "|not in any of the )/);
});

it('each client has a sentence of its own about a name without a dot', async () => {
  const host = newHost().running();
  const causes = await Promise.all(
    ['docker', 'containerd', 'nerdctl', 'cri'].map(async (client) => (await ask(host, 'kata', client)).cause),
  );

  expect(causes).toEqual([
    '"kata" is not configured in Docker, and the name of a shim needs a dot, as in io.containerd.kata.v2',
    '"kata" is not a name for containerd: the name of a shim needs a dot, as in io.containerd.kata.v2',
    expect.stringMatching(/^nerdctl finds no program "kata"/),
    'containerd\'s configuration has no handler "kata"',
  ]);
});
