import { describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/model/resolution.ts';
import { parsed, type ResolutionJson, read } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const handlers = 'version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runsc]\n';

function hostWithRunsc(): CaseHost {
  const host = newHost().running().program('/usr/bin/containerd-shim-runsc-v1', '/usr/bin/nvidia');
  host.put('/etc/containerd/config.toml', `${handlers}runtime_type = "io.containerd.runsc.v1"\n`);
  return host.daemonJson({ runtimes: { nvidia: { path: '/usr/bin/nvidia' } } });
}

async function ask(host: CaseHost, text: string) {
  const outcome = await host.run(['resolve', '--json', '--', text]);
  return { status: outcome.status, ...parsed<ResolutionJson & Pick<Resolution, 'suggestions'>>(outcome) };
}

it('a line of journalctl is about the name without its backslash', async () => {
  const text =
    'Nov 30 12:00:00 host containerd[1]: time="2026-11-30T12:00:00Z" level=fatal msg="failed to resolve runtime path: runtime \\"io.containerd.foo.v1\\" binary not installed \\"containerd-shim-foo-v1\\": file does not exist"';

  expect(await ask(hostWithRunsc(), text)).toMatchObject({
    status: 1,
    name: 'io.containerd.foo.v1',
    verdict: 'not-installed',
    binary: 'containerd-shim-foo-v1',
  });
});

describe('RuntimeClass "gvisor" not found', () => {
  const text = 'pods "x" is forbidden: pod rejected: RuntimeClass "gvisor" not found';

  it('is unknown, and the advice makes the RuntimeClass', async () => {
    const answer = await ask(hostWithRunsc(), text);

    expect(answer).toMatchObject({ status: 3, name: 'gvisor', client: 'cri', verdict: 'unknown', available: null });
    expect(answer.cause).toMatch(/^The cluster has no RuntimeClass "gvisor"/);
    expect(answer.advice?.map(({ command }) => command)).toEqual([
      'kubectl apply -f runtimeclass.yaml',
      'shimdex export runtimeclass',
    ]);
    expect(answer.advice?.[0]?.snippet).toBe(
      'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata:\n  name: "gvisor"\nhandler: "runsc"\n',
    );
  });

  it('has no handler to name where none of the host is meant', async () => {
    const answer = await ask(hostWithRunsc(), text.replace('gvisor', 'quark'));

    expect(answer.advice).toEqual([
      {
        text: 'Create a RuntimeClass for a handler of this host; this prints one for each handler that would start',
        command: 'shimdex export runtimeclass',
      },
    ]);
  });
});

describe('several words without the name of a runtime', () => {
  it('have no name, and the answer says so', async () => {
    const host = hostWithRunsc();

    expect(await ask(host, 'hello world')).toMatchObject({
      status: 3,
      name: 'hello world',
      verdict: 'unknown',
      permitted: null,
      available: null,
      cause: 'No runtime name found in this text',
    });
    expect(await read(host, 'resolve', 'hello world')).not.toContain('needs a dot');
  });

  it('name the runtimes of the host that are in them', async () => {
    const text = 'could not select device driver "nvidia" with capabilities: [[gpu]].';

    const answer = await ask(hostWithRunsc(), text);

    expect(answer).toMatchObject({ status: 3, verdict: 'unknown', didYouMean: ['nvidia'] });
    expect(answer.suggestions).toEqual([{ name: 'nvidia', available: true }]);
    expect(answer.advice?.at(-1)?.command).toBe('shimdex resolve nvidia');
  });

  it.each(['io.containerd.a b.v2', 'runsc kvm'])('are a name where a runtime is called %s', async (name) => {
    const host = hostWithRunsc().program('/usr/bin/containerd-shim-a b-v2', '/usr/bin/runsc');
    host.daemonJson({ runtimes: { 'runsc kvm': { path: '/usr/bin/runsc' } } });

    expect(await ask(host, name)).toMatchObject({ status: 0, name, available: true });
  });
});

describe('--runtime behind the image', () => {
  it.each([['docker', 'run', 'alpine', '--runtime', 'foo'], ['docker run alpine --runtime=foo']])(
    'is not read by docker: %s',
    async (...words) => {
      const outcome = await hostWithRunsc().run(['resolve', '--json', '--', ...words]);
      const answer = parsed<ResolutionJson>(outcome);

      expect(answer).toMatchObject({ name: 'runc', available: true });
      expect(answer.note).toMatch(
        /gets the default runtime: options behind the image "alpine" belong to the program in the container/,
      );
    },
  );
});

it('an error about --gpus names no runtime, and what Docker looks for', async () => {
  const error = 'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]].';
  const { status, cause, advice = [] } = await ask(hostWithRunsc(), error);
  expect(status).toBe(3);
  expect(cause).toMatch(/^Docker has no driver for GPUs/);
  expect(advice[0]?.text).toContain('NVIDIA Container Toolkit');
});
