import { expect, it } from 'vitest';
import type { Resolution } from '../../../../src/model/resolution.ts';
import { renderResolution } from '../../../../src/render/text/answers/resolution.ts';

const plain = { colour: false };

function resolution(given: Partial<Resolution>): Resolution {
  return {
    name: 'io.containerd.kata.v2',
    client: 'docker',
    verdict: 'implicit',
    permitted: true,
    available: true,
    attempts: [],
    aliases: [],
    advice: [],
    ...given,
  };
}

it('renderResolution() shows each step from the name to the file', () => {
  const text = renderResolution(
    resolution({
      binary: 'containerd-shim-kata-v2',
      path: '/opt/kata/bin/containerd-shim-kata-v2',
      aliases: ['kata.v2'],
      attempts: [
        { step: 'cwd', path: '/containerd-shim-kata-v2', outcome: 'missing' },
        { step: 'path', path: '/usr/bin/containerd-shim-kata-v2', outcome: 'not-executable' },
        { step: 'path', path: '/opt/kata/bin/containerd-shim-kata-v2', outcome: 'chosen' },
      ],
    }),
    plain,
  );

  expect(text).toBe(`io.containerd.kata.v2
  client   docker
  verdict  implicit, permitted, available
  binary   containerd-shim-kata-v2
  path     /opt/kata/bin/containerd-shim-kata-v2
  aliases  kata.v2
  tried, in this order
    cwd   /containerd-shim-kata-v2               missing
    path  /usr/bin/containerd-shim-kata-v2       not-executable
    path  /opt/kata/bin/containerd-shim-kata-v2  chosen
`);
});

it('renderResolution() shows a refusal once, with the error and suggestions', () => {
  const error = 'unknown or invalid runtime name: kata';
  const text = renderResolution(
    resolution({
      name: 'kata',
      verdict: 'refused',
      permitted: false,
      available: false,
      refusal: 'no-dot',
      unavailable: { reason: 'no-dot', message: error },
      error,
      didYouMean: ['io.containerd.kata.v2', 'kata.v2'],
    }),
    plain,
  );

  expect(text).toBe(`kata
  client        docker
  verdict       refused (no-dot)
  error         unknown or invalid runtime name: kata
  did you mean  io.containerd.kata.v2, kata.v2
`);
});

it('renderResolution() explains a failure for which the client has no error', () => {
  const text = renderResolution(
    resolution({
      verdict: 'refused',
      permitted: false,
      available: false,
      refusal: 'policy-denied',
      unavailable: { reason: 'policy-denied', message: 'The site policy does not allow "x"' },
    }),
    plain,
  );

  expect(text).toContain('why not  The site policy does not allow "x"\n');
});

it('renderResolution() adds the reason to an error without it', () => {
  const text = renderResolution(
    resolution({
      available: false,
      unavailable: { reason: 'interpreter-missing', message: 'no such file or directory' },
      error: 'fork/exec /a: no such file or directory',
      note: 'The running containerd may remember another path',
    }),
    plain,
  );

  expect(text).toContain(`  verdict  implicit, permitted, not available
  why not  interpreter-missing
  error    fork/exec /a: no such file or directory
  note     The running containerd may remember another path
`);
});

it('renderResolution() makes an invisible name visible', () => {
  expect(renderResolution(resolution({ name: '' }), plain)).toMatch(/^\(the empty name\)\n/);
  expect(renderResolution(resolution({ name: '\u202ev1.a' }), plain)).toMatch(/^\\u\{202e\}v1\.a\n/);
});

it('renderResolution() shows a step that follows below the advice before it', () => {
  const advice = [
    { text: 'Repair it', command: 'chmod 755 /a' },
    { text: 'Then add a handler', file: '/f', snippet: 'a = 1' },
    { text: 'Or remove it' },
  ];

  const text = renderResolution(resolution({ available: false, advice }), plain);

  expect(text).toContain(`
  -> Repair it
     $ chmod 755 /a
     Then add a handler
     in /f
       a = 1
  -> Or remove it
`);
});
