import { expect, it } from 'vitest';
import { configuredHost } from '../../configured.ts';
import { findingsOf } from '../../findings-of.ts';

it.each([
  ['"io.containerd.cri.v1.runtime".containerd.runtimes.x', 'runtime_typ = "a.b"', 'Write "runtime_type"'],
  ['"io.containerd.grpc.v1.cri".containerd.runtimes.x', 'runtime_type = "a.b"', 'Move or remove'],
])('containerdKeyIgnored() reports an unknown key of %s once', (section, line, advice) => {
  const found = findingsOf(configuredHost('2.2.0', `version = 3\n[plugins.${section}]\n${line}\n`));

  const keys = found.filter((each) => each.code === 'containerd-key-ignored');
  expect(keys).toHaveLength(1);
  expect(keys[0]?.subject).toMatch(/^\/etc\/containerd\/config\.toml:\d$/);
  expect(keys[0]?.advice[0]?.text).toContain(advice);
});

it('containerdKeyIgnored() leaves known keys', () => {
  const text = 'version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = "/x"\n';

  expect(findingsOf(configuredHost('2.2.0', text)).map((each) => each.code)).not.toContain('containerd-key-ignored');
});

const runtime = 'plugins."io.containerd.cri.v1.runtime"';

it.each([
  ['2.0.5', 'enable_criu = true', 'only containerd 2.2.7, 2.3.3 and later read it'],
  ['2.2.6', 'enable_criu = true', 'only containerd 2.2.7, 2.3.3 and later read it'],
  ['2.2.7', 'enable_criu = true', undefined],
  ['2.3.2', 'enable_criu = true', 'only containerd 2.2.7, 2.3.3 and later read it'],
  ['2.3.3', 'enable_criu = true', undefined],
  ['2.3.3', 'enable_experimental_restore_via_create = true', 'only containerd 2.2.7, 2.3.4 and later read it'],
  ['2.2.8', 'enable_experimental_restore_via_create = true', undefined],
  ['2.3.4', 'enable_experimental_restore_via_create = true', undefined],
  ['2.2.7', 'stats_collect_period = "1s"', 'only containerd 2.3 and later read it'],
])('containerdKeyIgnored() knows which patch of containerd reads a key (%s, %s)', (version, line, advice) => {
  const found = findingsOf(configuredHost(version, `version = 3\n[${runtime}]\n${line}\n`));

  const keys = found.filter((each) => each.code === 'containerd-key-ignored');
  expect(keys.map((each) => each.advice[0]?.text)).toEqual(
    advice === undefined ? [] : [`Remove the key in line 3: ${advice}`],
  );
});

it.each([
  ['2.0.5', [`Remove the key in line 3: only containerd 2.1 and later read it`]],
  ['2.1.0', []],
])('containerdKeyIgnored() reports bin_dirs of CNI to containerd %s', (version, advice) => {
  const found = findingsOf(configuredHost(version, `version = 3\n[${runtime}.cni]\nbin_dirs = ["/x"]\n`));

  const keys = found.filter((each) => each.code === 'containerd-key-ignored');
  expect(keys.map((each) => each.advice[0]?.text)).toEqual(advice);
});

it.each(['2.0.5', '2.1.0'])('containerd %s keeps bin_dir of a file of containerd 1.x', (version) => {
  const text = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".cni]\nbin_dir = "/x"\n';

  expect(findingsOf(configuredHost(version, text)).map((each) => each.code)).not.toContain('containerd-key-ignored');
});
