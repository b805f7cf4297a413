import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { newHost } from './host.ts';

const user = 1000;
const secret = { 'credsStore-secret': 'x', runtimes: { leaked: { path: '/usr/bin/leaked' } } };

it.each(['list', 'check', 'targets'])(
  '%s reads no file that a program called dockerd of any user names',
  async (command) => {
    const host = newHost().base().daemonJson(secret, '/root/s/config.json');
    chmodSync(host.at('/root/s/config.json'), 0o600);
    host.process(300, { argv: ['./dockerd', '--config-file=/root/s/config.json'], exe: '/home/u/dockerd', uid: user });

    const { stdout, stderr } = await host.run([command, '--json'].slice(0, command === 'targets' ? 1 : 2));

    expect(stdout + stderr).not.toMatch(/leaked|credsStore/);
  },
);

it('a program called containerd of any user is not the containerd whose PATH counts', async () => {
  const host = newHost().base().program('/home/u/bin/containerd-shim-evil-v1');
  const environ = { PATH: '/home/u/bin' };
  host.process(200, { argv: ['./containerd'], exe: '/home/u/containerd', uid: user, environ });

  const { stdout } = await host.run(['list', '--json']);

  expect(stdout).not.toContain('evil');
});

it('export on a terminal shows control characters of names as text', async () => {
  const host = newHost().running();
  host.daemonJson({ runtimes: { 'a\u001b]0;x\u0007\u202eb\r': { path: '/usr/bin/runc' } } });
  let shown = '';
  const out = (text: string) => {
    shown += text;
  };
  const terminal = { out, err: () => {}, colour: false, environment: {} };
  const options = ['--root', host.root, '--docker-socket', 'none'];

  for (const format of ['prometheus', 'nfd', 'runtimeclass', 'docker-info']) {
    await run(['export', format, ...options], { ...terminal, interactive: true, interactiveErrors: false });
  }

  expect(shown).toContain('\\x1b]0;x\\x07\\u{202e}b');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
});
