// A bare node:http server on a unix socket, which answers every request with the same bytes: SOCKET FILE [CONTENT-ENCODING].
// Requests with `If-None-Match` get a 304.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [socketPath, file, encoding] = process.argv.slice(2);
const body = readFileSync(file);
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': body.length,
  etag: '"1"',
  ...(encoding ? { 'content-encoding': encoding } : {}),
};

createServer((request, response) => {
  if (request.headers['if-none-match'] !== undefined) {
    response.writeHead(304, { etag: headers.etag });
    response.end();
    return;
  }
  response.writeHead(200, headers);
  response.end(body);
}).listen(socketPath);
