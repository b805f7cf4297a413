import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { rules } from '../../../src/core/findings/findings.ts';
import { addressFiles } from '../../../src/http/page/addresses.ts';
import { findPublicDirectory } from '../../../src/http/page/files.ts';
import { Pages } from '../../../src/http/page/pages.ts';
import { version } from '../../../src/version.ts';
import { runtime } from '../../builders.ts';
import { ask, askJson, serve, temporaryDirectory } from '../serving.ts';

it('GET / is the page, under a policy that allows its own files and nothing else', async () => {
  const { port } = await serve();

  const { status, headers, text } = await ask(port, '/');

  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(text).toContain('<title>shimdex</title>');
  expect(String(headers['content-security-policy']).split(';').sort()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "require-trusted-types-for 'script'",
    "script-src 'self'",
    "style-src 'self'",
    'trusted-types shimdex',
  ]);
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
});

it.each(['/?q=kata&other=1', '/?q=a&q=b', '/?foo=1'])(
  'GET %s ignores the query, which the page reads itself',
  async (path) => {
    const { port } = await serve();

    expect((await ask(port, path)).status).toBe(200);
  },
);

it('every address in the page is answered', async () => {
  const { port } = await serve();
  const { text } = await ask(port, '/');
  const named = [...text.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, path]) => `/${path}`);

  expect(named.length).toBeGreaterThan(20);
  for (const path of named) expect([path, (await ask(port, path)).status]).toEqual([path, 200]);
});

it('addressFiles() preloads every module that the page needs to start, and none that it imports later', () => {
  const file = (path: string, text: string) => ({ path, mediaType: 'text/plain', text });
  const [served] = addressFiles([
    file('index.html', '<head>\n  <link rel="later-modulepreload" href="app.js">\n</head>'),
    file(
      'app.js',
      "import { a } from './one/a.js';\nimport {\n  b,\n} from './b.js';\nconst c = () => import('./c.js');\n",
    ),
    file('b.js', "import { a } from './one/a.js';\n"),
    file('c.js', ''),
    file('one/a.js', "/** @import { C } from '../c.js' */\nimport { b } from '../b.js';\n"),
  ]);

  expect(served?.text.replace(/page\/[\w-]+\//g, '')).toBe(
    [
      '<head>',
      ...['app.js', 'one/a.js', 'b.js'].map((path) => `  <link rel="later-modulepreload" href="${path}">`),
      '</head>',
    ].join('\n'),
  );
});

it('GET / preloads the modules of the first view', async () => {
  const { port } = await serve();
  const { text } = await ask(port, '/');
  const preloaded = [...text.matchAll(/rel="later-modulepreload" href="page\/[\w-]+\/([^"]+)"/g)].map(
    ([, path]) => path,
  );

  expect(preloaded).toContain('views/runtimes/shell.js');
  expect(preloaded).not.toContain('regions/fleet-region.js');
  expect(new Set(preloaded).size).toBe(preloaded.length);
});

it('addressFiles() leaves out comments of scripts, and keeps their lines', () => {
  const text =
    "/**\n * Why.\n */\n// How.\nconst a = /** @type {string} */ ('//');\n  /** @param {a} b */\nlet c = a; // stays\n";
  const [, script] = addressFiles([
    { path: 'index.html', mediaType: 'text/html', text: '' },
    { path: 'a.js', mediaType: 'text/javascript', text },
  ]);

  expect(script?.text).toBe("\n\n\n\nconst a = /** @type {string} */ ('//');\n\nlet c = a; // stays\n");
});

/** The address of a file of the page. */
async function addressOf(port: number, name: string): Promise<string> {
  const { text } = await ask(port, '/');
  return `/${new RegExp(`"(page/[^"/]+/${name})"`).exec(text)?.[1]}`;
}

it.each([
  ['app.js', 'text/javascript; charset=utf-8'],
  ['styles.css', 'text/css; charset=utf-8'],
  ['logo.svg', 'image/svg+xml'],
])(
  '%s is served as %s and cached permanently, because its address changes with its content',
  async (name, mediaType) => {
    const { port } = await serve();
    const path = await addressOf(port, name);

    const { status, headers, bytes } = await ask(port, path);
    const again = await ask(port, path, { headers: { 'If-None-Match': headers.etag ?? '' } });

    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      mediaType,
      'max-age=31536000, immutable',
    ]);
    expect(headers.etag).toBe(`"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`);
    expect([again.status, again.text, again.headers['cache-control']]).toEqual([304, '', headers['cache-control']]);
  },
);

it('what each finding means is a file of the page', async () => {
  const { port } = await serve();
  const directory = (await addressOf(port, 'app.js')).replace('app.js', '');

  for (const code of Object.keys(rules)) {
    const { status, headers, json } = await askJson(port, `${directory}meanings/${code}.json`);
    expect([code, status, headers['content-type']]).toEqual([code, 200, 'application/json']);
    expect(headers['cache-control']).toContain('immutable');
    expect(json).toContainEqual({ kind: 'paragraph', text: expect.stringMatching(/^To fix: /) });
  }
});

it('GET / contains the runtimes, under an ETag that changes with the inventory', async () => {
  const { port, reader } = await serve({ inventory: { runtimes: [runtime({ name: 'io.containerd.kata.v2' })] } });

  const first = await ask(port, '/');
  const same = await ask(port, '/', { headers: { 'If-None-Match': first.headers.etag ?? '' } });
  reader.show({ runtimes: [runtime({ name: 'io.containerd.other.v1' })] });
  const second = await ask(port, '/', { headers: { 'If-None-Match': first.headers.etag ?? '' } });

  expect(first.text).toMatch(/<table id="runtimes-table".*io\.containerd\.kata\.v2/s);
  expect(first.text).toMatch(/<ul id="host-line"><li class="status"/);
  expect(same.status).toBe(304);
  expect([second.status, second.headers.etag === first.headers.etag]).toEqual([200, false]);
  expect(second.text).toContain('io.containerd.other.v1');
  expect(second.text).not.toContain('io.containerd.kata.v2');
});

it('GET / contains no runtimes before the first scan of the host', async () => {
  const { port } = await serve({ inventory: 'none' });

  const { status, text } = await ask(port, '/');

  expect(status).toBe(200);
  expect(text).toContain('<ul id="host-line"></ul>');
  expect(text).toContain(`<span id="version">${version}</span>`);
});

it('GET / shows a hostile host as text', async () => {
  const name = 'io.containerd.<img src=x onerror=alert(1)>\u202e".v1';
  const { port } = await serve({
    inventory: { runtimes: [runtime({ name, path: '/$&/</table><script>1</script>' })], defaultRuntime: name },
  });

  const { text } = await ask(port, '/');

  expect(text).toContain('io.containerd.&lt;img src=x onerror=alert(1)&gt;\\u202e&quot;.v1');
  expect(text).toContain('$&amp;/');
  expect(text).not.toMatch(/<img|<script>/);
});

it('the page itself is requested again each time', async () => {
  const { port } = await serve();

  const { headers } = await ask(port, '/');
  const again = await ask(port, '/', { headers: { 'If-None-Match': headers.etag ?? '' } });

  expect([headers['cache-control'], again.status]).toEqual(['no-cache', 304]);
});

it('addressFiles() joins the style sheets in the order of the page, and changes every address when any file changes', () => {
  const file = (path: string, text: string) => ({ path, mediaType: 'text/plain', text });
  const index = file(
    'index.html',
    '<link rel="stylesheet" href="b.css">\n<link rel="stylesheet" href="a.css">\n<i src="x.js">',
  );
  const make = (script: string) =>
    addressFiles([file('a.css', 'a{\n  c: d;\n}'), file('b.css', '/* why */\nb{}'), index, file('x.js', script)]);

  const [served, script, styles] = make('1');

  expect(served).toMatchObject({ path: '/', immutable: false });
  expect(served?.text).toBe(
    `<link rel="stylesheet" href="${styles?.path.slice(1)}">\n<i src="${script?.path.slice(1)}">`,
  );
  expect(styles).toMatchObject({ text: 'b{}a{c: d;}', immutable: true });
  expect(make('2')[2]?.path).not.toBe(styles?.path);
  expect(make('1')[2]?.path).toBe(styles?.path);
  expect(addressFiles([file('x.js', '')])).toEqual([]);
});

it('a file is compressed for clients that accept it, under an ETag of its own', async () => {
  const { port } = await serve();
  const path = await addressOf(port, 'app.js');

  const plain = await ask(port, path);
  const twin = await ask(port, path, { headers: { 'Accept-Encoding': 'gzip' } });

  expect([twin.headers['content-encoding'], twin.headers.vary]).toEqual(['gzip', 'Accept-Encoding']);
  expect(gunzipSync(twin.bytes)).toEqual(plain.bytes);
  expect(twin.headers.etag).not.toBe(plain.headers.etag);
});

it('HEAD answers as GET does, without the content; other methods give 405', async () => {
  const { port } = await serve();

  const path = await addressOf(port, 'app.js');
  const got = await ask(port, path);
  const head = await ask(port, path, { method: 'HEAD' });
  const post = await askJson(port, path, { method: 'POST' });

  expect([head.status, head.text, head.headers.etag]).toEqual([200, '', got.headers.etag]);
  expect(head.headers['content-length']).toBe(String(got.bytes.length));
  expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
});

it.each([
  '/index.html',
  '/tsconfig.json',
  '/styles',
  '/styles/',
  '/../package.json',
  '/%2e%2e/package.json',
  '/app.js',
  '/page/app.js',
  '/page/0/app.js',
])('GET %s gives 404', async (path) => {
  const { port } = await serve();

  expect((await ask(port, path)).status).toBe(404);
});

it('a build without the page answers everything else', async () => {
  const { port } = await serve({ pages: new Pages(() => []) });

  const { status, json } = await askJson(port, '/');

  expect([status, json['detail']]).toEqual([404, 'Cannot show the page: this build has no "public"']);
  expect((await ask(port, '/v1/runtimes')).status).toBe(200);
});

it('findPublicDirectory() finds the page from the sources and from the bundle, and nothing without a page', () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'public'));

  expect(findPublicDirectory(join(root, 'src', 'http'))).toBeUndefined();
  writeFileSync(join(root, 'public', 'index.html'), '');

  for (const start of ['src/http', 'dist/app', 'dist/app/chunks']) {
    expect(findPublicDirectory(join(root, start))).toBe(join(root, 'public'));
  }
  expect(findPublicDirectory(join(root, 'dist'))).toBeUndefined();
});
