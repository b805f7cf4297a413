import { describe, expect, it } from 'vitest';
import { resolveRuntime } from '../../../src/core/resolve/resolve.ts';
import type { World } from '../../../src/core/world.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { containerd, directory, docker, dockerRuntime, dockerRuntimes, executable, missing } from '../../builders.ts';

const shim = '/usr/bin/containerd-shim-runc-v2';
const kata = '/usr/bin/containerd-shim-kata-v2';
const log =
  'failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/default/ID/log.json: no such file or directory): ';

function host(...paths: readonly string[]): Record<string, FileFact> {
  return Object.fromEntries([shim, ...paths].map((path) => [path, executable({ realPath: path })]));
}

type Files = Readonly<Record<string, FileFact>>;

function resolve(name: string, files: Files, given: Partial<World> = {}) {
  return resolveUnseen(name, files, { askerPath: '/usr/local/bin:/usr/bin', ...given });
}

/** Resolves a name without knowing the PATH of the user. */
function resolveUnseen(name: string, files: Files, given: Partial<World> = {}) {
  return resolveRuntime(
    { name, client: 'nerdctl' },
    {
      containerd: containerd({ version: '2.2.0' }),
      docker: docker(),
      policy: { allow: [], deny: [] },
      known: [],
      inspect: (path) => files[path] ?? missing(),
      ...given,
    },
  );
}

describe('for nerdctl, a name', () => {
  it('that begins with io.containerd. goes to containerd as it is', () => {
    const { error, ...resolution } = resolve('io.containerd.kata.v2', host());

    expect(resolution).toMatchObject({ verdict: 'not-installed', permitted: true, available: false });
    expect(error).toBe(
      'failed to start shim: failed to resolve runtime path: runtime "io.containerd.kata.v2" binary not installed "containerd-shim-kata-v2": file does not exist',
    );
    expect(resolve('io.containerd.kata.v2', host(kata))).toMatchObject({
      verdict: 'implicit',
      available: true,
      path: kata,
    });
  });

  it('of a program on the PATH of the user is an OCI runtime for the runc shim', () => {
    const resolution = resolve('crun', host('/usr/bin/crun'));

    expect(resolution).toMatchObject({
      verdict: 'implicit',
      available: true,
      path: shim,
      runtimeType: 'io.containerd.runc.v2',
      ociRuntime: { path: 'crun', args: [], resolvedPath: '/usr/bin/crun' },
      aliases: [],
    });
    expect(resolution.note).toContain('this answer uses yours: /usr/local/bin:/usr/bin');
    expect(resolution.attempts.slice(0, 2)).toEqual([
      { step: 'client-path', path: '/usr/local/bin/crun', outcome: 'missing' },
      { step: 'client-path', path: '/usr/bin/crun', outcome: 'chosen' },
    ]);
  });

  it('that no program has is a runtime name, by the rules of containerd', () => {
    expect(resolve('kata.v2', host(kata))).toMatchObject({ verdict: 'implicit', available: true, path: kata });
    expect(resolve('crun', host())).toMatchObject({
      verdict: 'refused',
      refusal: 'no-dot',
      error:
        'failed to start shim: failed to resolve runtime path: invalid runtime name crun, correct runtime name should be either format like `io.containerd.runc.v2` or a full path to the binary',
    });
  });

  it('that is empty is the default', () => {
    const resolution = resolve('', host('/usr/bin/runc'));

    expect(resolution).toMatchObject({ available: true, path: shim, runtimeType: 'io.containerd.runc.v2' });
    expect(resolution.note).toContain('"io.containerd.runc.v2"');
    expect(resolution.aliases).toEqual(['io.containerd.runc.v2', 'runc.v2']);
  });

  it('that is the path of a shim makes the runc shim execute that shim', () => {
    expect(resolve(kata, host(kata))).toMatchObject({
      available: false,
      path: shim,
      unavailable: { reason: 'not-an-oci-runtime' },
      advice: [{ text: 'Use the name of its shim: --runtime io.containerd.kata.v2' }],
    });
  });

  it('that is a path without a program goes to containerd', () => {
    expect(resolve('/opt/crun', host()).error).toBe(
      'failed to start shim: failed to resolve runtime path: invalid custom binary path: stat /opt/crun: no such file or directory',
    );
  });

  it('that is a relative path starts nothing', () => {
    const resolution = resolve('./crun', host());

    expect(resolution).toMatchObject({ verdict: 'refused', refusal: 'relative-path', available: false });
    expect(resolution.note).toContain('below its own working directory');
  });

  it('of Docker alone is not known, and the advice is the program behind it', () => {
    const nvidia = dockerRuntime({ name: 'nvidia', path: '/opt/nvidia-container-runtime' });
    const resolution = resolve('nvidia', host(), {
      docker: docker({ runtimes: dockerRuntimes([nvidia]) }),
      known: ['nvidia'],
    });

    expect(resolution).toMatchObject({ verdict: 'refused', available: false });
    expect(resolution.advice[0]?.text).toContain('--runtime /opt/nvidia-container-runtime');
    expect(resolution).not.toHaveProperty('didYouMean');
  });
});

describe('without the PATH of the user, nerdctl', () => {
  it('may or may not find a program, and the answer is unknown', () => {
    const resolution = resolveUnseen('crun', host('/usr/bin/crun'));

    expect(resolution).toMatchObject({
      verdict: 'unknown',
      permitted: null,
      available: null,
      ociRuntime: { resolvedPath: '/usr/bin/crun' },
    });
    expect(resolution.note).toContain('not known here. If "/usr/bin/crun" is on it');
    expect(resolution).not.toHaveProperty('error');
  });

  it('has no similar names while it may start, and says who can ask', () => {
    const known = { known: ['io.containerd.crun.v1', 'crun2'] };

    const resolution = resolveUnseen('crun', host('/usr/bin/crun'), known);

    expect(resolveUnseen('crun', host(), known).didYouMean).toBeDefined();
    expect(resolution).not.toHaveProperty('didYouMean');
    expect(resolution).not.toHaveProperty('suggestions');
    expect(resolution.advice).toEqual([
      {
        text: 'Ask as the user who runs nerdctl: the answer depends on the PATH of that user',
        command: 'shimdex resolve --client nerdctl -- crun',
      },
    ]);
  });

  it('is assumed not to find a program that is not there', () => {
    const resolution = resolveUnseen('kata.v2', host(kata));

    expect(resolution).toMatchObject({ verdict: 'implicit', available: true, path: kata });
    expect(resolution.note).toContain('assumes that it is not there');
  });

  it('gives one answer where the program decides nothing', () => {
    const resolution = resolveUnseen('runc.v2', host('/usr/bin/runc.v2', '/usr/bin/runc'));

    expect(resolution).toMatchObject({ available: true, ociRuntime: { resolvedPath: '/usr/bin/runc.v2' } });
    expect(resolution.note).toContain('assumes "/usr/bin/runc.v2"');
  });

  it('still gets a certain answer about names that it does not look for', () => {
    expect(resolveUnseen('io.containerd.kata.v2', host(kata))).toMatchObject({ available: true });
    expect(resolveUnseen('/usr/bin/crun', host('/usr/bin/crun'))).toMatchObject({ available: true });
  });
});

describe('the errors of nerdctl', () => {
  it('name the log of its namespace when the OCI runtime does not start', () => {
    const files = { ...host(), '/opt/crun': executable({ execErrno: 'ENOEXEC' }) };

    expect(resolve('/opt/crun', files)).toMatchObject({
      available: false,
      error: `${log}fork/exec /opt/crun: exec format error`,
      unavailable: { reason: 'oci-runtime-not-executable' },
    });
    expect(resolve('io.containerd.runc.v2', host()).error).toBe(
      `${log}exec: "runc": executable file not found in $PATH`,
    );
  });

  it.each([
    // The client of containerd 2 leaves out the code of containerd 1, which stays in the error of a shim.
    ['io.containerd.kata.v2', 'file does not exist'],
    ['io.containerd.runc.v2', 'executable file not found in $PATH: unknown'],
  ])('with containerd 1.7 for %s end in "%s"', (name, end) => {
    const { error } = resolve(name, host(), { containerd: containerd({ version: '1.7.24' }) });

    expect(error?.endsWith(end)).toBe(true);
  });

  it('are absent on a host without containerd', () => {
    const bare = containerd({ isMissing: true });

    expect(resolve('io.containerd.runc.v2', {}, { containerd: bare })).toMatchObject({
      available: false,
      unavailable: { reason: 'no-containerd' },
    });
  });
});

it('nerdctl warns about the cgroup manager of systemd for a shim that is not that of runc', () => {
  const files = { ...host(kata, '/sys/fs/cgroup/cgroup.controllers'), '/run/systemd/system': directory() };

  expect(resolve('io.containerd.kata.v2', files).note).toContain(
    'nerdctl warns: cannot set cgroup manager to "systemd" for runtime "io.containerd.kata.v2"',
  );
  expect(resolve('io.containerd.runc.v2', files).note).not.toContain('cgroup');
  expect(resolve('kata.v2', files).note).not.toContain('cgroup');
});
