import { chmodSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostTree } from '../host-tree.ts';
import { runShimdex } from '../run-shimdex.ts';

let host: HostTree;
beforeEach(() => {
  host = new HostTree();
  host.shim('one/containerd-shim-runc-v2');
  host.shim('one/runc');
});
afterEach(() => host.remove());

function check(...options: readonly string[]) {
  return runShimdex(['check', ...host.options, ...options]);
}

it('check --json prints the body of GET /v1/findings', async () => {
  host.shim('two/containerd-shim-runc-v2');

  const answer = JSON.parse((await check('--json')).stdout);

  expect(Object.keys(answer)).toEqual(['revision', 'findings', 'sources']);
  expect(answer.findings.map((finding: { code: string }) => finding.code)).toContain('shim-shadowed');
});

it('check ends with 1 for findings at or above --fail-on, by default high', async () => {
  host.file('daemon.json', '{"runtimes": {"runc": {"path": "x"}}}');

  const { status, stdout } = await check('--json');

  const severities = JSON.parse(stdout).findings.map((finding: { severity: string }) => finding.severity);
  expect(severities).toContain('high');
  expect(status).toBe(1);
});

it('check ends with 0 for findings below --fail-on', async () => {
  host.shim('two/containerd-shim-runc-v2');
  const { findings } = JSON.parse((await check('--json')).stdout);

  const statuses = await Promise.all(
    ['low', 'medium', 'high'].map(async (level) => (await check(`--fail-on=${level}`)).status),
  );

  const worst = Math.max(
    ...findings.map(({ severity }: { severity: string }) => ['low', 'medium', 'high'].indexOf(severity)),
  );
  expect(statuses).toEqual([0, 1, 2].map((level) => (level <= worst ? 1 : 0)));
});

it('check prints each finding with its advice', async () => {
  chmodSync(host.at('one/containerd-shim-runc-v2'), 0o644);

  const { stdout } = await check();

  expect(stdout).toContain(host.at('one/containerd-shim-runc-v2'));
  expect(stdout).toContain('-> ');
});

it('check refuses an unknown severity', async () => {
  const { status, stderr } = await check('--fail-on=critical');

  expect(status).toBe(2);
  expect(stderr).toBe('shimdex: Cannot use --fail-on "critical": write one of low, medium, high\n');
});

it('check --explain prints what a finding means, and each code has such a text', async () => {
  host.shim('two/containerd-shim-runc-v2');
  const { findings } = JSON.parse((await check('--json')).stdout);
  const [code] = findings.map((finding: { code: string }) => finding.code);

  const { status, stdout, stderr } = await runShimdex(['check', '--explain', code]);

  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`^${code}\n\n[^]*\n\nTo fix: [^]*\n\nSeverity: `));
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

it('check --explain names the codes that contain an unknown one, or all of them', async () => {
  const part = await runShimdex(['check', '--explain', 'shadowed']);
  const none = await runShimdex(['check', '--explain', 'no\nsuch']);

  expect(part).toEqual({
    status: 2,
    stdout: '',
    stderr: 'shimdex: Unknown finding "shadowed": write oci-runtime-shadowed or shim-shadowed\n',
  });
  expect(none.stderr).toMatch(
    /^shimdex: Unknown finding "no\\nsuch": write config-key-ignored, .* or upgrade-pending\n$/,
  );
});

it('check --explain does not look at the host, so options of an answer do not go with it', async () => {
  const { status, stderr } = await runShimdex(['check', '--explain', 'shim-shadowed', '-o', 'json']);

  expect(status).toBe(2);
  expect(stderr).toMatch(/^shimdex: Option "--explain <CODE>" cannot be used with option "-o/);
});
