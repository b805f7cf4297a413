import { expect, it } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { renderLogLine } from '../../../src/render/text/log-line.ts';
import { renderWhereServed } from '../../../src/render/text/where-served.ts';

function logged(fields: object, message: string): string {
  let line = '';
  createLog('info', { write: (text) => (line = text) }).warn(fields, message);
  return renderLogLine(line);
}

it('renderLogLine() shows time, level, message and fields', () => {
  expect(logged({ address: 'http://127.0.0.1:1', signal: 'a b' }, 'listening')).toMatch(
    /^\d\d:\d\d:\d\d warn {2}listening address=http:\/\/127\.0\.0\.1:1 signal="a b"\n$/,
  );
});

it('renderLogLine() shows the message of an error, and escapes what a terminal would obey', () => {
  expect(logged({ err: new Error('no\u001b[2Jspace') }, 'failed')).toContain('failed err=no\\x1b[2Jspace');
  expect(renderLogLine('not \u009b JSON\n')).toBe('not \\x9b JSON\n');
});

it.each([
  [['http://127.0.0.1:7446'], 'http://127.0.0.1:7446/'],
  [['unix:/run/s', 'https://[::]:7446'], 'https://[::1]:7446/'],
  [['http://0.0.0.0:80'], 'http://127.0.0.1:80/'],
  [['unix:/run/s'], 'listening at unix:/run/s'],
])('renderWhereServed() shows what to open of %j', (addresses, expected) => {
  expect(renderWhereServed(addresses)).toContain(expected);
});
