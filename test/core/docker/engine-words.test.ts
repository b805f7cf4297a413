import { expect, it } from 'vitest';
import { inEngineWords } from '../../../src/core/docker/engine-words.ts';

it('inEngineWords() says what failed since 24', () => {
  expect(inEngineWords('failed to start shim: x', '23.0.6')).toBe('failed to start shim: x');
  expect(inEngineWords('failed to start shim: x', '26.1.5')).toBe(
    'failed to create task for container: failed to start shim: x',
  );
});

it('inEngineWords() asks about mounts wherever something is not a directory', () => {
  expect(inEngineWords('stat /bin/sh/x: not a directory: unknown', '20.10.24')).toBe(
    'stat /bin/sh/x: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type',
  );
});

it('inEngineWords() ends as before Go 1.20 where a directory is executed, since 24', () => {
  const message = 'failed to start shim: start failed: : exec: "/": is a directory: unknown';

  expect(inEngineWords(message, '23.0.6')).toBe(message);
  expect(inEngineWords(message, '26.1.5')).toBe(`failed to create task for container: ${message}: permission denied`);
});
