import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { ask, serve } from './serving.ts';

it('GET / links to what is there', async () => {
  const { port } = await serve();

  const { status, headers, text } = await ask(port, '/');
  const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, path]) => `/${path}`);

  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(links.length).toBeGreaterThan(5);
  for (const path of links) expect([path, (await ask(port, path, { method: 'HEAD' })).status]).toEqual([path, 200]);
});

it('GET / has a policy that lets in its own style and nothing else', async () => {
  const { port } = await serve();

  const { headers, text } = await ask(port, '/');
  const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');

  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
});

it('GET / escapes the version and has an ETag', async () => {
  const { port } = await serve({ version: '<1&2>' });

  const { headers, text } = await ask(port, '/');
  const again = await ask(port, '/', { headers: { 'If-None-Match': headers.etag ?? '' } });

  expect(text).toContain('shimdex &#60;1&#38;2&#62;');
  expect(again.status).toBe(304);
});
