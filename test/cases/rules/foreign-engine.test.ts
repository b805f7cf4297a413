import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CheckJson, type ListJson, parsed, runtimeOf, serious } from '../answers.ts';
import { elf, otherMachine } from '../elf.ts';
import { type ForeignEngine, foreignEngines } from '../engines.ts';
import { CaseHost } from '../host.ts';

/** Things that are found on hosts and would be findings if the Engine were the host's own. */
const faults: Readonly<Record<string, (host: CaseHost) => void>> = {
  'a daemon.json with a default that is not there': (host) => host.daemonJson({ 'default-runtime': 'gone' }),
  'a daemon.json with a runtime': (host) => host.daemonJson({ runtimes: { nvidia: { path: '/nowhere/nvidia' } } }),
  'a daemon.json that is not JSON': (host) => host.daemonJson('{,'),
  'a daemon.json with the name of a shim as path': (host) =>
    host.daemonJson({ runtimes: { kata: { path: '/usr/bin/containerd-shim-kata-v2' } } }),
  'a unit of docker': (host) =>
    host.put('/etc/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/dockerd --add-runtime=x=/nowhere\n'),
  'two runc shims': (host) => {
    host.program('/usr/local/bin/containerd-shim-runc-v2');
    host.put('/usr/bin/containerd-shim-runc-v2', Buffer.concat([elf(), Buffer.from('x')]), 0o755);
  },
  'a shim without a mode bit': (host) => host.put('/usr/bin/containerd-shim-kata-v2', elf(), 0o644),
  'a shim for another machine': (host) =>
    host.put('/usr/bin/containerd-shim-a-v1', elf({ machine: otherMachine }), 0o755),
  'a shim that is a script without interpreter': (host) =>
    host.put('/usr/bin/containerd-shim-b-v1', '#!/nowhere\n', 0o755),
  'a shim with a dot in its name': (host) => host.program('/usr/bin/containerd-shim-runhcs-v1.exe'),
  containerd: (host) => host.program('/usr/bin/containerd'),
  'a dockerd that does not run': (host) => host.program('/usr/bin/dockerd'),
  'an OCI runtime': (host) => host.program('/usr/bin/nvidia-container-runtime', '/usr/bin/nvidia-ctk'),
};

async function outcomes(engine: ForeignEngine, present: readonly string[]) {
  const host = new CaseHost();
  try {
    for (const fault of present) faults[fault]?.(host);
    await host.engine(engine.info, engine.version === undefined ? {} : { version: engine.version });
    return await Promise.all([host.run(['check', '--json']), host.run(['list', '--json'])]);
  } finally {
    await host.stop();
  }
}

it('no file of a host is compared with a foreign Engine', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...foreignEngines), fc.subarray(Object.keys(faults)), async (engine, present) => {
      const [check, list] = await outcomes(engine, present);

      const answer = parsed<CheckJson>(check);
      expect(serious(answer)).toEqual([]);
      expect(check.status).toBe(0);
      for (const { advice } of answer.findings) {
        for (const { command = '', snippet } of advice) {
          expect(command).not.toMatch(/\/usr|\/etc\/(?:docker|containerd)|systemctl/);
          expect(snippet).toBeUndefined();
        }
      }
      expect(runtimeOf(parsed<ListJson>(list), 'runc')).toMatchObject({ available: null });
    }),
    { seed: 20_250_101, numRuns: 20, endOnFailure: true },
  );
}, 240_000);
