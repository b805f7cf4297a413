import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Route, route } from './route.ts';
import { Rendering } from './snapshot.ts';

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}';

/** `GET /`: what this is, and where the answers are. */
export function landingRoute(version: string): Route {
  const page = renderPage(version);
  const tag = createHash('sha256').update(page).digest('base64url').slice(0, 22);
  const rendering = new Rendering(page, 'text/html; charset=utf-8', tag, {
    'Content-Security-Policy': contentPolicy(),
  });
  return route({
    path: '/',
    operationId: 'landing',
    summary: 'A page with links to the answers',
    query: z.object({}),
    ok: { mediaType: 'text/html; charset=utf-8' },
    conditional: true,
    others: { 400: { mediaType: 'application/problem+json', schema: 'Problem' } },
    handle: (_query, request, response) => rendering.send(request, response),
  });
}

function contentPolicy(): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

const links = [
  ['v1/runtimes', 'the runtime names a client may use'],
  ['v1/resolve?name=io.containerd.runc.v2', 'what happens to a name'],
  ['v1/shims', 'every shim on disk, and what becomes of it'],
  ['v1/search-path', 'where containerd looks'],
  ['v1/handlers', 'CRI runtime handlers'],
  ['v1/findings', 'what is wrong'],
  ['v1/inventory', 'all of it'],
  ['v1/changes', 'what changed'],
  ['v1/events', 'what changes, live'],
  ['openapi.json', 'the description of this API'],
  ['readyz?verbose', 'health'],
] as const;

function renderPage(version: string): string {
  const items = links.map(([path, text]) => `<li><a href="${path}">/${path}</a>: ${text}</li>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>shimdex</title>
<style>${style}</style>
<h1>shimdex ${escapeHtml(version)}</h1>
<p>The containerd runtimes this host can really start.</p>
<ul>
${items.join('\n')}
</ul>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
