import { expect, it } from 'vitest';
import { bakeHeaders } from '../../../src/http/answer/bake-headers.ts';
import { ask, serve } from '../serving.ts';

it('bakeHeaders() is what helmet sets for what was asked, spelled as helmet spells it', () => {
  expect(bakeHeaders({})).toEqual({});
  expect(bakeHeaders({ referrerPolicy: true, xFrameOptions: { action: 'deny' } })).toEqual({
    'Referrer-Policy': 'no-referrer',
    'X-Frame-Options': 'DENY',
  });
});

it.each(['/', '/v1/runtimes', '/v1/nothing', '/docker/_ping', '/metrics', '/livez', '/openapi.json'])(
  '%s has the headers that every answer has',
  async (path) => {
    const { port } = await serve();

    const { headers } = await ask(port, path);

    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('strict-transport-security');
  },
);
