import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { program } from './run-shimdex.ts';

/** A service on a pseudo-terminal, and everything it printed there. */
function serveOnTerminal(): { readonly child: ChildProcess; readonly text: () => string } {
  const command = `exec ${process.execPath} ${program} serve --listen 127.0.0.1:0 --docker-socket none`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill();
    await ended;
  });
  return { child, text: () => text };
}

it('serve on a terminal prints the address to open first, then a readable log', async () => {
  const { child, text } = serveOnTerminal();
  await vi.waitFor(() => expect(text()).toMatch(/listening address=/), { timeout: 15_000 });

  const [first = '', second = ''] = text().split('\r\n');

  expect(first).toMatch(/^shimdex: open http:\/\/127\.0\.0\.1:\d+\/ in a browser/);
  expect(second).toMatch(/^\d\d:\d\d:\d\d info {2}listening/);
  expect(text()).not.toContain('{"level"');
  child.stdin?.write('\u0003');
  await vi.waitFor(() => expect(text()).toContain('stopped'), { timeout: 15_000 });
});
