import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configDirectory, dockerHost, withSocket } from '../../../src/cli/plugin/docker-host.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { temporaryDirectory } from '../../http/serving.ts';

const files = new HostFiles('/');

/** A home with a current context, and with contexts by their addresses. */
function home(currentContext: unknown, contexts: Readonly<Record<string, unknown>> = {}): string {
  const directory = temporaryDirectory();
  const config = join(directory, '.docker');
  mkdirSync(config);
  writeFileSync(join(config, 'config.json'), JSON.stringify({ currentContext }));
  for (const [name, Host] of Object.entries(contexts)) {
    const meta = join(config, 'contexts/meta', createHash('sha256').update(name).digest('hex'));
    mkdirSync(meta, { recursive: true });
    writeFileSync(join(meta, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host } } }));
  }
  return directory;
}

const find = (globals: object, environment: object) =>
  dockerHost({ isHelp: false, ...globals }, { ...environment }, files);

describe('dockerHost()', () => {
  const contexts = { far: 'ssh://me@far', near: 'unix:///run/user/1/docker.sock' };
  const far = { address: 'ssh://me@far' };
  const near = { address: 'unix:///run/user/1/docker.sock', socket: '/run/user/1/docker.sock' };
  const usual = { address: 'unix:///var/run/docker.sock', socket: '/var/run/docker.sock' };

  it('is the usual socket by default', () => {
    expect(find({}, { HOME: temporaryDirectory() })).toEqual(usual);
    expect(find({}, { HOME: home('default') })).toEqual(usual);
    expect(find({}, { HOME: home(7) })).toEqual(usual);
  });

  it('is the one of the current context, of DOCKER_CONTEXT and of --context, the last first', () => {
    const HOME = home('far', contexts);

    expect(find({}, { HOME })).toEqual(far);
    expect(find({}, { HOME, DOCKER_CONTEXT: 'near' })).toEqual(near);
    expect(find({ context: 'far' }, { HOME, DOCKER_CONTEXT: 'near' })).toEqual(far);
  });

  it('is the one of DOCKER_HOST and --host rather than of a context that is not given', () => {
    const HOME = home('far', contexts);

    expect(find({}, { HOME, DOCKER_HOST: near.address, DOCKER_CONTEXT: 'far' })).toEqual(near);
    expect(find({ host: near.address }, { HOME, DOCKER_HOST: 'tcp://a' })).toEqual(near);
    expect(find({ context: 'far' }, { HOME, DOCKER_HOST: near.address })).toEqual(far);
    expect(find({ context: 'default' }, { HOME, DOCKER_HOST: near.address })).toEqual(near);
  });

  it('reads the directory that is given', () => {
    const config = join(home('far', contexts), '.docker');

    expect(find({ config }, { HOME: '/nonexistent' })).toEqual(far);
    expect(find({}, { HOME: '/nonexistent', DOCKER_CONFIG: config })).toEqual(far);
    expect(configDirectory({}, { HOME: '' })).toBe(join(userInfo().homedir, '.docker'));
  });

  it('is not known for a context that cannot be read', () => {
    expect(find({}, { HOME: home('gone') })).toEqual({ address: undefined });
    expect(find({}, { HOME: home('odd', { odd: 7 }) })).toEqual({ address: undefined });
  });

  it('takes only unix sockets for this host', () => {
    for (const DOCKER_HOST of ['tcp://127.0.0.1:2375', 'npipe:////./pipe/x', 'unix://relative', 'fd://']) {
      expect(find({}, { DOCKER_HOST })).toEqual({ address: DOCKER_HOST });
    }
  });
});

describe('withSocket()', () => {
  const host = { address: 'unix:///a.sock', socket: '/a.sock' };

  it('lets shimdex describe the Engine that docker talks to', () => {
    expect(withSocket(host, { A: 'a' })).toEqual({ A: 'a', SHIMDEX_DOCKER_SOCKET: '/a.sock' });
  });

  it('changes nothing for the usual socket, for another host, and where the user chose', () => {
    const chosen = { SHIMDEX_DOCKER_SOCKET: '/b.sock' };

    expect(withSocket(host, chosen)).toEqual(chosen);
    expect(withSocket(host, { SHIMDEX_ROOT: '/mnt' })).toEqual({ SHIMDEX_ROOT: '/mnt' });
    expect(withSocket({ address: 'x', socket: '/var/run/docker.sock' }, {})).toEqual({});
    expect(withSocket({ address: 'ssh://a' }, {})).toEqual({});
  });
});
