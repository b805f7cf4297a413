import { connect } from 'node:net';
import { request, right } from './clients.js';

const comeBackMs = 1000;
const tryMs = 2000;
const idMark = Buffer.from('\nid: ');
const lineEnd = 10;

/**
 * Clients of the event stream: the ones that read and count revisions come by TCP, the ones that never read by a unix
 * socket, which holds less for them.
 */
export class Listeners {
  #sockets = new Set();
  #stopped = false;
  /** Events that readers received, revisions that one of them missed, and connections that were ended for each kind. */
  received = 0;
  lost = 0;
  cutReaders = 0;
  cutSilent = 0;
  #last = [];

  constructor(tcp, unix, { reading, silent }) {
    for (let reader = 0; reader < reading; reader += 1) this.#read(reader, tcp);
    for (let left = silent; left > 0; left -= 1) this.#beSilent(unix);
  }

  /** The revisions that the readers have reached: the lowest. */
  get slowest() {
    return Math.min(...this.#last.map((revision) => revision ?? 0));
  }

  stop() {
    this.#stopped = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #read(reader, where) {
    let rest = Buffer.of();
    const socket = this.#open(where, () => {
      this.cutReaders += 1;
      // A new connection starts from the whole inventory.
      this.#last[reader] = undefined;
      this.#read(reader, where);
    });
    this.#last[reader] = undefined;
    socket.on('data', (chunk) => {
      rest = this.#count(reader, rest.length === 0 ? chunk : Buffer.concat([rest, chunk]));
    });
  }

  /** Counts the events of a text, and gives what is left of it. */
  #count(reader, text) {
    let from = 0;
    for (let at = text.indexOf(idMark); at !== -1; at = text.indexOf(idMark, from)) {
      const end = text.indexOf(lineEnd, at + idMark.length);
      if (end === -1) return text.subarray(at);
      const id = text.toString('latin1', at + idMark.length, end);
      const revision = Number(id.slice(id.lastIndexOf('.') + 1));
      const before = this.#last[reader];
      if (before !== undefined && revision !== before + 1) this.lost += 1;
      this.#last[reader] = revision;
      this.received += 1;
      from = end;
    }
    return text.subarray(Math.max(from, text.length - idMark.length));
  }

  #beSilent(where) {
    const socket = this.#open(where, () => {
      clearInterval(trying);
      this.cutSilent += 1;
      this.#beSilent(where);
    }).pause();
    // Without reading, only writing shows that the other end is closed; an empty line asks for nothing.
    const trying = setInterval(() => socket.write('\r\n'), tryMs).unref();
  }

  #open(where, again) {
    const socket = connect(where);
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (!this.#stopped) setTimeout(() => this.#stopped || again(), comeBackMs);
    });
    socket.write(request('/v1/events', right));
    return socket;
  }
}
