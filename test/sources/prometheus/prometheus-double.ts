import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** What was asked. */
export interface Question {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** How it answers. */
export type Answering = (question: Question, response: ServerResponse) => void;

/** A server that speaks as a Prometheus would; it ends with the test. */
export async function startDouble(answering: Answering) {
  const questions: Question[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const question = { path: request.url ?? '', form: new URLSearchParams(body), headers: request.headers };
      questions.push(question);
      answering(question, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, port, questions };
}

/** Answers with series. */
export function vector(
  response: ServerResponse,
  series: readonly (readonly [Readonly<Record<string, string>>, number])[],
  warnings?: readonly string[],
): void {
  const result = series.map(([metric, value]) => ({ metric, value: [1.5, String(value)] }));
  const body = { status: 'success', data: { resultType: 'vector', result }, ...(warnings ? { warnings } : {}) };
  json(response, 200, body);
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}
