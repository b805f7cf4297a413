import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const paths = ['/v1/runtimes', '/v1/inventory', '/metrics', '/', '/livez', '/v1/resolve?name=io.containerd.none.v1'];
const giveUpMs = 60_000;

/** The header of the user whose password is right; only TCP asks for it. */
export const right = `Authorization: Basic ${Buffer.from('tom:right').toString('base64')}`;

/** Sends a text and gives the statuses of the answers; the connection is left when there are `answers` of them. */
export function exchange(where, text, answers = 1) {
  return new Promise((resolve) => {
    const socket = connect(where);
    const statuses = [];
    let rest = '';
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(statuses);
    };
    const timer = setTimeout(finish, giveUpMs);
    socket.on('error', finish);
    socket.on('close', finish);
    socket.setEncoding('latin1').on('data', (chunk) => {
      rest += chunk;
      for (const [, status] of rest.matchAll(/HTTP\/1\.1 (\d{3}) /g)) statuses.push(Number(status));
      // The beginning of a status line may be cut off, and none is counted twice.
      rest = rest.slice(Math.max(rest.lastIndexOf('\n') + 1, rest.length - 12));
      if (statuses.length >= answers) finish();
    });
    socket.write(text);
  });
}

export function request(path, ...headers) {
  return [`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n');
}

/** Many requests at once on each of many connections. */
export async function pipeline(where, { connections, each }) {
  const text = request('/v1/runtimes', right).repeat(each);
  const answers = await Promise.all(Array.from({ length: connections }, () => exchange(where, text, each)));
  return answers.flat();
}

/** Breaks a request off behind each of its bytes. */
export async function abortEverywhere(where, next) {
  const text = request(paths[next(paths.length)], 'Accept-Encoding: gzip');
  for (let length = 0; length <= text.length; length += 1) {
    await new Promise((resolve) => {
      const socket = connect(where, () => {
        socket.write(text.slice(0, length), () => {
          if (length % 2 === 0) socket.destroy();
          else socket.end();
          socket.resume();
          resolve();
        });
      });
      socket.on('error', resolve);
    });
  }
  return text.length + 1;
}

/** Sends a header line after the other and never ends; gives the statuses that it gets. */
export function slowly(where) {
  return new Promise((resolve) => {
    const socket = connect(where);
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.write('GET /v1/inventory HTTP/1.1\r\nHost: localhost\r\n');
    const drip = setInterval(() => socket.write('X-A: b\r\n'), 500);
    socket.once('close', () => {
      clearInterval(drip);
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0));
    });
  });
}

/** Tries one wrong password after the other until `isOver`; gives how often each status came. */
export async function floodPasswords(where, isOver, name) {
  const statuses = new Map();
  for (let tried = 0; !isOver(); tried += 1) {
    const wrong = Buffer.from(`tom:${name}-${tried}`).toString('base64');
    const [status = 0] = await exchange(where, request('/livez', `Authorization: Basic ${wrong}`));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    // An answer that asks to come back later is not obeyed, but a processor is left to the others.
    if (status === 503) await pause(20);
  }
  return statuses;
}
