import { execFile } from 'node:child_process';

/** What curl(1) got: its own exit status, and what came back. */
export interface Fetched {
  /** 0 when an answer came, whatever its status. */
  readonly exit: number;
  readonly status: number;
  readonly text: string;
}

/** Asks with the real curl; `text` is headers and body as they came, nothing of it is hidden. */
export function curl(...args: readonly string[]): Promise<Fetched> {
  const mark = '\n--curl--';
  const options = ['--silent', '--include', '--max-time', '25', '--write-out', `${mark}%{http_code}`];
  return new Promise((resolve) => {
    execFile('curl', [...options, ...args], { env: { PATH: process.env['PATH'] } }, (error, stdout) => {
      const [text = '', status] = stdout.split(mark);
      resolve({ exit: typeof error?.code === 'number' ? error.code : 0, status: Number(status), text });
    });
  });
}
