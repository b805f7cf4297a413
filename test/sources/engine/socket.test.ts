import { expect, it } from 'vitest';
import { engineTarget } from '../../../src/sources/engine/socket.ts';
import { dockerd } from '../../builders.ts';

it('engineTarget() is the given socket, whatever dockerd listens on', () => {
  const flags = ['-H', 'unix:///a.sock'];

  expect(engineTarget(dockerd({ flags }), '/b.sock')).toEqual({ socket: '/b.sock' });
});

it('engineTarget() is the first unix socket of dockerd, with its pid', () => {
  const flags = ['-H', 'tcp://0.0.0.0:2375', '-H', 'unix:///a.sock', '-H', 'unix:///b.sock'];

  expect(engineTarget(dockerd({ flags, pid: 7 }), undefined)).toEqual({ socket: '/a.sock', pid: 7 });
});

it('engineTarget() has no socket, and says why, for a dockerd without a unix socket and for `none`', () => {
  const remote = dockerd({ flags: ['-H', 'tcp://0.0.0.0:2375'] });

  expect(engineTarget(remote, undefined)).toEqual({
    message: 'dockerd listens on no unix socket; name one with --docker-socket',
  });
  expect(engineTarget(dockerd(), 'none')).toEqual({ message: 'Not asked, by --docker-socket none' });
});
