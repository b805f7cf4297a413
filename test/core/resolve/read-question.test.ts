import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameAsked, readQuestion, readWords } from '../../../src/core/resolve/read-question.ts';

const kata = 'io.containerd.kata.v2';

describe('readQuestion() finds the name', () => {
  it.each([
    ['docker run --runtime=kata alpine', 'kata', 'docker'],
    [`sudo docker run --rm -it --runtime ${kata} alpine sh`, kata, 'docker'],
    ['$ docker create --runtime="my runtime" alpine', 'my runtime', 'docker'],
    ["docker run --runtime 'runsc-kvm' alpine", 'runsc-kvm', 'docker'],
    ['--runtime kata', 'kata', undefined],
    ['--runtime=kata', 'kata', undefined],
    ['  --runtime=kata  ', 'kata', undefined],
    ['docker run --runtime=kata', 'kata', 'docker'],
    [`/usr/bin/ctr run --runtime io.containerd.runsc.v1 -t img c`, 'io.containerd.runsc.v1', 'containerd'],
    ['sudo nerdctl run --rm --runtime=crun alpine', 'crun', 'nerdctl'],
    ['podman run --runtime crun alpine', 'crun', undefined],
    ['dockerd --add-runtime nvidia=/usr/bin/nvidia-container-runtime', 'nvidia', undefined],
    ['dockerd --add-runtime=nvidia=/usr/bin/nvidia-container-runtime', 'nvidia', undefined],
    ['dockerd --default-runtime=nvidia', 'nvidia', undefined],
    ['crictl runp --runtime=kata pod.json', 'kata', 'cri'],
  ])('in the command %s', (text, name, client) => {
    expect(readQuestion(text)).toEqual(client === undefined ? { name } : { name, client });
  });

  it.each([
    ['docker: Error response from daemon: unknown or invalid runtime name: nvidia.', 'nvidia', 'docker'],
    [
      "docker: Error response from daemon: unknown or invalid runtime name: kata\n\nRun 'docker run --help'",
      'kata',
      'docker',
    ],
    ['Error response from daemon: Unknown runtime specified nvidia', 'nvidia', 'docker'],
    [
      `failed to resolve runtime path: runtime "${kata}" binary not installed "containerd-shim-kata-v2": file does not exist`,
      kata,
      undefined,
    ],
    ['ctr: invalid runtime name kata, correct runtime name should be either format like', 'kata', 'containerd'],
    [
      "docker: Error response from daemon: unknown or invalid runtime name: kataRun 'docker run --help' for more information",
      'kata',
      'docker',
    ],
    [
      `docker: Error response from daemon: failed to create task for container: failed to start shim: failed to resolve runtime path: runtime "${kata}" binary not installed "containerd-shim-kata-v2": file does not exist\n\nRun 'docker run --help' for more information`,
      kata,
      'docker',
    ],
    [
      'docker: Error response from daemon: failed to create task for container: failed to start shim: start failed: : fork/exec /containerd-shim-kata-v2: permission denied',
      kata,
      'docker',
    ],
    [
      'docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/moby/7f/log.json: no such file or directory): fork/exec /usr/bin/crun: no such file or directory: unknown',
      'crun',
      'docker',
    ],
    [
      'Warning  FailedCreatePodSandBox  3s  kubelet  Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "kata" is configured',
      'kata',
      'cri',
    ],
    [
      'failed to start shim: start failed: : fork/exec /opt/kata/bin/containerd-shim-kata-v2: no such file or directory',
      kata,
      undefined,
    ],
    ["specified default runtime 'nvidia' does not exist", 'nvidia', 'docker'],
    [
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "kata" is configured',
      'kata',
      'cri',
    ],
    ['unable to get OCI runtime for sandbox "5dc1": no runtime for "kata-qemu" is configured', 'kata-qemu', 'cri'],
    [
      'FATA[0000] run pod sandbox: rpc error: code = Unknown desc = unable to get OCI runtime for sandbox "5dc1": no runtime for "a b" is configured',
      'a b',
      'cri',
    ],
    [
      `FATA[0000] failed to start shim: failed to resolve runtime path: runtime "${kata}" binary not installed "containerd-shim-kata-v2": file does not exist`,
      kata,
      'nerdctl',
    ],
    [
      `FATA[0001] run pod sandbox: rpc error: code = Unknown desc = failed to start shim: failed to resolve runtime path: runtime "${kata}" binary not installed "containerd-shim-kata-v2"`,
      kata,
      undefined,
    ],
  ])('in the error %s', (text, name, client) => {
    expect(readQuestion(text)).toEqual(client === undefined ? { name } : { name, client });
  });

  it.each([
    ['runtime: kata', 'kata', 'docker'],
    ['"default-runtime": "nvidia",', 'nvidia', 'docker'],
    [`runtime_type = "${kata}"`, kata, undefined],
  ])('in the setting %s', (text, name, client) => {
    expect(readQuestion(text)).toEqual(client === undefined ? { name } : { name, client });
  });

  it.each([
    [`  ${kata}\n`, kata],
    [`"${kata}"`, kata],
    ['`nvidia`', 'nvidia'],
  ])('without what is around it: %j', (text, name) => {
    expect(readQuestion(text)).toEqual({ name });
  });
});

it.each([kata, 'runc', '/usr/local/bin/containerd-shim-kata-v2', 'containerd-shim-kata-v2', '.', 'x:y', ''])(
  'readQuestion() leaves the name %j as it is',
  (name) => {
    expect(readQuestion(name)).toEqual({ name });
  },
);

describe('readQuestion() reads a line of a log', () => {
  const notInstalled = (quote: string) =>
    `failed to start shim: failed to resolve runtime path: runtime ${quote}${kata}${quote} binary not installed ${quote}containerd-shim-kata-v2${quote}: file does not exist`;
  const line = `time="2026-11-30T12:00:00Z" level=error msg="create failed: ${notInstalled('\\"')}" id=web`;

  it.each<[string, string, string, string | undefined]>([
    ['of journalctl', `Nov 30 12:00:00 host containerd[1]: ${line}`, kata, undefined],
    ['of containerd', line, kata, undefined],
    ['of containerd, a part of it', `create failed: ${notInstalled('\\"')}`, kata, undefined],
    ['that another log quotes', `msg="said" err="${notInstalled('\\\\\\"')}"`, kata, undefined],
    ['of journalctl -o json', JSON.stringify({ PRIORITY: '3', MESSAGE: line }), kata, undefined],
    ['in JSON with \\u0022', `{"log":"${notInstalled('\\u0022')}\\n","stream":"stderr"}`, kata, undefined],
    [
      'in JSON behind a prefix',
      `host x[1]: ${JSON.stringify({ level: 'error', msg: notInstalled('"') })}`,
      kata,
      undefined,
    ],
    [
      'of dockerd',
      'level=error msg="Handler for POST /v1.51/containers/create returned error: unknown or invalid runtime name: kata" spanID=1',
      'kata',
      'docker',
    ],
    [
      'of dockerd about a shim',
      `level=error msg="Handler for POST /v1.51/containers/x/start returned error: ${notInstalled('\\"')}"`,
      kata,
      'docker',
    ],
    [
      'of the kubelet',
      'E1130 12:00:00.1 7 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for \\"kata\\" is configured" pod="default/x"',
      'kata',
      'cri',
    ],
    [
      'about a file',
      'level=error msg="failed to start \\"containerd-shim-spin-v2\\": exit status 1"',
      'io.containerd.spin.v2',
      undefined,
    ],
  ])('%s', (_, text, name, client) => {
    expect(readQuestion(text)).toEqual(client === undefined ? { name } : { name, client });
  });

  it('keeps a quote that belongs to a name', () => {
    expect(readQuestion('runtime "x.a\\"b.v1" binary not installed')).toEqual({ name: 'x.a\\"b.v1' });
  });
});

describe('readQuestion() finds a RuntimeClass', () => {
  it.each([
    'RuntimeClass "gvisor" not found',
    'Error from server (Forbidden): error when creating "pod.yaml": pods "x" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
    'Error from server (NotFound): runtimeclasses.node.k8s.io "gvisor" not found',
    'failed to lookup RuntimeClass gvisor: runtimeclass.node.k8s.io "gvisor" not found',
    'err="pod rejected: RuntimeClass \\"gvisor\\" not found" pod="default/x"',
  ])('in %s', (text) => {
    expect(readQuestion(text)).toEqual({ name: 'gvisor', client: 'cri', about: 'runtime-class' });
  });
});

describe('readQuestion() finds no name', () => {
  it.each([
    'hello world',
    'docker run',
    'docker ps -a',
    'run x',
    'my docker run x',
    'docker exec web run x',
    'could not select device driver "nvidia" with capabilities: [[gpu]].',
    'failed to connect: unsupported protocol: Yunix',
    'podman run alpine --runtime kata',
  ])('in %s', (text) => {
    expect(readQuestion(`  ${text}\n`)).toEqual({ name: text, about: 'text' });
  });

  it.each(['"my runtime"', "'my runtime'"])('but in %s, because of the quotes', (text) => {
    expect(readQuestion(text)).toEqual({ name: 'my runtime' });
  });
});

describe('readQuestion() reads --runtime as the client does', () => {
  it.each([
    ['docker run alpine --runtime foo', 'docker', 'alpine'],
    ['docker run --rm -it alpine:3 sh -c --runtime=foo', 'docker', 'alpine:3'],
    ['docker run -dP --name web registry:5000/a/b@sha256:0 --runtime foo', 'docker', 'registry:5000/a/b@sha256:0'],
    ['sudo docker -H tcp://h:1 container create -v /a:/b -e A=B --cpus 2 alpine --runtime foo', 'docker', 'alpine'],
    ['docker run -- alpine --runtime foo', 'docker', 'alpine'],
    [
      'ctr -n k8s.io run --rm docker.io/library/alpine:latest x --runtime foo',
      'containerd',
      'docker.io/library/alpine:latest',
    ],
    ['nerdctl run -itv /a:/b alpine --runtime foo', 'nerdctl', 'alpine'],
  ])('not behind the image in %s', (text, client, behindImage) => {
    expect(readQuestion(text)).toEqual({ name: '', client, usesDefault: true, behindImage });
  });

  it.each([
    'docker run -it -v /a:/b --name web --runtime foo alpine',
    'docker run ... --runtime foo alpine',
    'docker run [OPTIONS] --runtime=foo IMAGE',
    'docker run $OPTIONS --runtime=foo $IMAGE',
    'docker --context far run -itv /a:/b --runtime foo alpine --runtime bar',
  ])('in front of it in %s', (text) => {
    expect(readQuestion(text)).toEqual({ name: 'foo', client: 'docker' });
  });
});

it.each(['io.containerd.foo bar.v1', 'a b.c', 'my own.runtime x.v2'])(
  'readQuestion() reads %j as a name, which Docker and containerd accept with its spaces',
  (text) => {
    expect(readQuestion(text)).toEqual({ name: text });
  },
);

it('readQuestion() always gives a name, whatever was pasted', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(typeof readQuestion(text).name).toBe('string');
    }),
  );
});

it('readWords() reads one question in the words of a command or an error, and none in several names', () => {
  expect(readWords(['docker', 'run', '--runtime=kata', 'alpine'])).toEqual({ name: 'kata', client: 'docker' });
  expect(readWords(['--runtime', 'my runtime'])).toEqual({ name: 'my runtime' });
  expect(readWords('unknown or invalid runtime name: kata'.split(' '))).toEqual({ name: 'kata', client: 'docker' });
  expect(readWords(['kata', 'containerd-shim-kata-v2'])).toBeUndefined();
  expect(readWords(['kata'])).toBeUndefined();
  expect(readWords('docker compose up'.split(' '))).toEqual({ name: '', client: 'docker', usesDefault: true });
  expect(readWords('RuntimeClass gvisor not found'.split(' '))).toMatchObject({ about: 'runtime-class' });
  expect(readWords('no runtime for kata is configured'.split(' '))).toEqual({ name: 'kata', client: 'cri' });
});

describe('readQuestion() in the words of Kubernetes', () => {
  it.each([
    ['runtimeClassName: kata', 'kata'],
    ['  runtimeClassName: "kata-qemu"', 'kata-qemu'],
    [`kubectl run x --image=alpine --overrides='{"spec":{"runtimeClassName":"gvisor"}}'`, 'gvisor'],
    ['handler: runsc', 'runsc'],
    ['default_runtime_name = "nvidia"', 'nvidia'],
    ['[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]', 'kata'],
    ["[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.'kata-fc'.options]", 'kata-fc'],
  ])('finds the handler in %s', (text, name) => {
    expect(readQuestion(text)).toEqual({ name, client: 'cri' });
  });
});

describe('a command that does not name a runtime', () => {
  it.each([
    ['docker run --rm -it alpine sh', 'docker', 'crun'],
    ['sudo docker run --gpus all nvidia/cuda nvidia-smi', 'docker', 'crun'],
    ['docker compose up -d', 'docker', 'crun'],
    ['docker compose up', 'docker', 'crun'],
    ['docker compose -f a.yml -p x up', 'docker', 'crun'],
    ['docker-compose up', 'docker', 'crun'],
    ['$ sudo docker --context far run alpine', 'docker', 'crun'],
    ['ctr run --rm docker.io/library/alpine:latest x', 'containerd', 'io.containerd.runc.v2'],
    ['nerdctl run alpine', 'nerdctl', ''],
  ])('%s asks for the default of its client', (text, client, expected) => {
    const asked = readQuestion(text);

    expect(asked).toEqual({ name: '', client, usesDefault: true });
    expect(nameAsked(asked, 'crun')).toBe(expected);
  });

  it('one word is a name', () => {
    expect(readQuestion('docker')).toEqual({ name: 'docker' });
  });
});
