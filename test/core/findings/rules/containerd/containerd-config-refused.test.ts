import { expect, it } from 'vitest';
import { observation } from '../../../../builders.ts';
import { readAs } from '../../../containerd/config/config-host.ts';
import { configuredHost } from '../../configured.ts';
import { findingsOf } from '../../findings-of.ts';

const code = 'containerd-config-refused';

it('containerdConfigRefused() quotes containerd, and names the file and the line', () => {
  const found = findingsOf(configuredHost('1.7.24', 'version = 2\nroot = x\n')).filter((each) => each.code === code);

  expect(found).toMatchObject([{ severity: 'high', subject: '/etc/containerd/config.toml:2' }]);
  expect(found[0]?.message).toMatch(/^containerd would not start with this configuration: failed to load TOML: /);
});

it('containerdConfigRefused() has the line of the unit for a wrong flag, and what to write there', () => {
  const inForce = readAs('2.1.9', {}, ['--config']);
  if (inForce.start.kind === 'works') throw new Error('It would start');
  const config = { file: '/etc/containerd/config.toml', files: [], inForce, fault: { outcome: inForce.start } };
  const startedIn = { unit: 'containerd.service', file: '/etc/systemd/system/containerd.service', line: 4 };
  const findings = (given: object) =>
    findingsOf(observation({ containerdConfig: { ...config, ...given } })).filter((each) => each.code === code);

  expect(findings({ startedIn })).toMatchObject([
    {
      subject: '/etc/systemd/system/containerd.service:4',
      message: 'containerd would not start with this command line: flag needs an argument: -config',
      advice: [
        {
          text: 'Write a value after --config in line 4 of "/etc/systemd/system/containerd.service", before containerd is restarted',
          file: startedIn.file,
          command: 'systemctl edit --full containerd.service',
        },
      ],
    },
  ]);
  expect(findings({})).toMatchObject([
    {
      subject: 'process 42',
      advice: [
        { text: 'Write a value after --config on the command line of containerd, before containerd is restarted' },
      ],
    },
  ]);
});

it('containerdConfigRefused() says which name a disabled plugin has', () => {
  const found = findingsOf(configuredHost('1.7.24', 'version = 2\ndisabled_plugins = ["cri"]\n'));

  expect(found.find((each) => each.code === code)?.advice[0]?.snippet).toContain('io.containerd.grpc.v1.cri');
});

it('containerdConfigRefused() finds nothing in a configuration that works', () => {
  expect(findingsOf(configuredHost('1.7.24', 'version = 2\n')).map((each) => each.code)).not.toContain(code);
});
