import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostTree } from '../cli/host-tree.ts';
import { program } from '../cli/run-shimdex.ts';
import { type DockerCli, dockerClis, runDocker, startDocker } from '../conformance/docker-clients.ts';

let host: HostTree;
let service: ChildProcess;
beforeEach(() => {
  host = new HostTree();
  host.shim('one/containerd-shim-kata-v2');
});
afterEach(async () => {
  if (service.exitCode === null && service.signalCode === null) {
    service.kill('SIGKILL');
    await once(service, 'close');
  }
  host.remove();
});

const clis = await dockerClis();

describe.each(clis)('serve and docker $version at $path', (cli: DockerCli) => {
  /** Starts the service with the façade alone on a socket, and waits until it has looked. */
  async function serve(): Promise<string> {
    const listen = `--listen=unix:${host.at('d.sock')},api=docker`;
    service = spawn(program, ['serve', listen, '--log-level=warn', ...host.options], { stdio: 'ignore' });
    const address = `unix://${host.at('d.sock')}`;
    await vi.waitFor(async () => expect((await runDocker(cli, ['-H', address, 'info'])).status).toBe(0), {
      timeout: 10_000,
      interval: 50,
    });
    return address;
  }

  it('info lists an unconfigured shim', async () => {
    const address = await serve();

    const { stdout } = await runDocker(cli, ['-H', address, 'info', '--format', '{{json .Runtimes}}']);

    expect(Object.keys(JSON.parse(stdout))).toContain('io.containerd.kata.v2');
  });

  it('events reports a shim that appears and disappears, and ends with the service', async () => {
    const address = await serve();
    const { child, printed } = startDocker(cli, ['-H', address, 'events', '--since', '1h']);
    const ended = once(child, 'close');

    host.shim('one/containerd-shim-new-v1');
    await vi.waitFor(() => expect(printed().stdout).toContain('runtime create io.containerd.new.v1'), 10_000);
    rmSync(host.at('one/containerd-shim-new-v1'));
    await vi.waitFor(() => expect(printed().stdout).toContain('runtime destroy io.containerd.new.v1'), 10_000);
    service.kill('SIGTERM');

    expect(await ended).toEqual([0, null]);
    expect(printed().stderr).toBe('');
  });
});
