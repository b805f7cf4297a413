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

it.each([kata, 'runc', 'a b.c', '/usr/local/bin/containerd-shim-kata-v2', 'containerd-shim-kata-v2', '.', 'x:y', ''])(
  'readQuestion() leaves the name %j as it is',
  (name) => {
    expect(readQuestion(name)).toEqual({ name });
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
    ['ctr run --rm docker.io/library/alpine:latest x', 'containerd', 'io.containerd.runc.v2'],
    ['nerdctl run alpine', 'nerdctl', ''],
  ])('%s asks for the default of its client', (text, client, expected) => {
    const asked = readQuestion(text);

    expect(asked).toEqual({ name: '', client, usesDefault: true });
    expect(nameAsked(asked, 'crun')).toBe(expected);
  });

  it.each(['docker', 'docker run', 'docker ps -a', 'run x', 'my docker run x'])('%j is a name', (text) => {
    expect(readQuestion(text)).toEqual({ name: text });
  });
});
