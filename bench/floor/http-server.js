// A bare node:http server on a unix socket, which answers every request with the same bytes: SOCKET STATUS HEADERS FILE.
// HEADERS is a JSON object, FILE has the body.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [socketPath, status, headersText, file] = process.argv.slice(2);
const code = Number(status);
const headers = JSON.parse(headersText);
const body = readFileSync(file);

createServer((_request, response) => {
  response.writeHead(code, headers);
  response.end(body);
}).listen(socketPath);
