import { execFileSync } from 'node:child_process';
import { ScenarioHost } from '../scenario-host.ts';

/** Things done to a host that need a mount namespace of their own; run by unshared.test.ts. */
const scenarios: Readonly<Record<string, () => Promise<number>>> = {
  async bind() {
    const host = new ScenarioHost({ verifySeconds: 0.2 });
    host.install('targets/containerd-shim-kata-v2');
    return await changes(host, () => mount('--bind', host.at('targets'), host.at('a')));
  },

  async overlay() {
    const host = new ScenarioHost({ verifySeconds: 0.2, rescanSeconds: 1 });
    for (const name of ['lower', 'upper', 'work']) host.mkdir(name);
    host.install('lower/containerd-shim-runsc-v1');
    const layers = `lowerdir=${host.at('lower')},upperdir=${host.at('upper')},workdir=${host.at('work')}`;
    mount('-t', 'overlay', 'overlay', '-o', layers, host.at('a'));
    return await changes(host, () => host.install('lower/containerd-shim-kata-v2'));
  },
};

function mount(...words: string[]): void {
  execFileSync('mount', words);
}

async function changes(host: ScenarioHost, act: () => void): Promise<number> {
  await host.start();
  const { revision } = host.discovery.reader.current() ?? {};
  act();
  const ms = await host.converge(4000);
  if (host.discovery.reader.current()?.revision === revision) throw new Error('Nothing was changed');
  await host.discovery.stop();
  return ms;
}

const scenario = scenarios[process.argv[2] ?? ''];
if (scenario === undefined) throw new Error('Name a scenario');
console.log(JSON.stringify({ ms: await scenario() }));
