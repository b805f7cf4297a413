import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atMost } from '../goals.js';
import { withScratch } from '../scratch.js';
import { isolatedOptions, startServer } from '../server.js';
import { writeShim } from '../shim-file.js';

export const goal = 'a service that nothing happens to: ≤ 1 ms of CPU and ≤ 3 wake-ups a second';

/** As long as from one full look to the next, so that one of them counts. */
const seconds = 60;
/** In the first two minutes, V8 frees what the start left over, and compiles what runs each second. */
const settleMs = 120_000;

/** A host with twelve shims, and one browser that listens. */
export async function run() {
  return withScratch(async (scratch) => {
    const options = isolatedOptions(scratch, [scratch]);
    for (let index = 0; index < 12; index++) writeShim(join(scratch, `containerd-shim-present${index}-v1`));
    const server = await startServer(scratch, options);
    try {
      await server.listen(() => undefined);
      await pause(settleMs);
      const before = { cpu: server.cpuMs(), switches: switches(server.pid) };
      await pause(seconds * 1000);
      const cpu = (server.cpuMs() - before.cpu) / seconds;
      const wakeUps = (switches(server.pid) - before.switches) / seconds;
      return [
        { what: 'CPU a second', unit: 'ms', ours: cpu, ...atMost(cpu, 'ms', 1, 0.6) },
        { what: 'wake-ups a second', unit: '', ours: Number(wakeUps.toFixed(1)), ...atMost(wakeUps, '', 3, 2) },
      ];
    } finally {
      await server.stop();
    }
  });
}

/** How often the threads of a process gave up the processor by themselves (proc(5), status). */
function switches(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) => readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))
    .reduce((sum, status) => sum + Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? 0), 0);
}
