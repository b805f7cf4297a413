import { request } from 'node:http';

/** An answer of the Engine's API. */
export interface Reply {
  readonly status: number;
  /** What it complains of; absent when it does not. */
  readonly message?: string;
  readonly body: unknown;
}

/** The part of a Docker Engine that listens. */
export class EngineApi {
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /** Asks with a JSON body, a tar archive or nothing, and waits for the whole answer. */
  call(method: string, path: string, body?: object): Promise<Reply> {
    const isArchive = body instanceof Uint8Array;
    const bytes = body === undefined || isArchive ? body : Buffer.from(JSON.stringify(body));
    const headers = { host: 'docker', 'content-type': isArchive ? 'application/x-tar' : 'application/json' };
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: this.#socketPath, method, path, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        response.once('error', reject).once('end', () => resolve(replyOf(response.statusCode ?? 0, text)));
      });
      asked.once('error', reject).end(bytes);
    });
  }
}

function replyOf(status: number, text: string): Reply {
  const body = parsed(text);
  const message = status >= 400 && isRecord(body) ? body['message'] : undefined;
  return { status, ...(typeof message === 'string' ? { message } : {}), body };
}

/** Progress comes as JSON texts one after the other; together they are not valid JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
