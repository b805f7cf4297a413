import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { debianLibraries } from './image/debian-libraries.js';
import { nodeRuntime, nodeVersion } from './image/node-runtime.js';
import { OciLayout } from './image/oci-layout.js';

// node scripts/package-image.js [--arch amd64] [--cache DIRECTORY] [DIRECTORY]: makes an OCI image layout of what was built.
const project = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  options: {
    arch: { type: 'string', multiple: true, default: ['amd64', 'arm64'] },
    cache: { type: 'string' },
  },
  allowPositionals: true,
});
const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
const output = resolve(positionals[0] ?? join(project, `shimdex_${manifest.version}_oci`));
const wrong = values.arch.find((name) => !['amd64', 'arm64'].includes(name));
if (wrong !== undefined) throw new Error(`Cannot build an image for "${wrong}": write --arch amd64 or --arch arm64`);
if (!existsSync(join(project, 'dist/main.js'))) {
  throw new Error('Cannot package what is not built: write "npm run package:image"');
}

/** A user that exists nowhere else, as in other images without a distribution. */
const user = 65532;
const time = Number(process.env['SOURCE_DATE_EPOCH'] ?? git('log', '-1', '--format=%ct') ?? 0);

const labels = {
  'org.opencontainers.image.title': manifest.name,
  'org.opencontainers.image.description': manifest.description,
  'org.opencontainers.image.version': manifest.version,
  'org.opencontainers.image.revision': git('rev-parse', 'HEAD') ?? 'unknown',
  'org.opencontainers.image.created': new Date(time * 1000).toISOString().replace('.000Z', 'Z'),
  // shimdex; Node; glibc; the libraries of GCC.
  'org.opencontainers.image.licenses':
    'Apache-2.0 AND MIT AND LGPL-2.1-or-later AND GPL-3.0-or-later WITH GCC-exception-3.1',
};

/** What a container is started with. "Healthcheck" is Docker's; Kubernetes has probes. */
const config = {
  User: `${user}:${user}`,
  ExposedPorts: { '7446/tcp': {} },
  Env: ['PATH=/usr/bin'],
  Entrypoint: ['/usr/bin/shimdex'],
  Cmd: ['serve', '--root=/host'],
  WorkingDir: '/',
  Labels: labels,
  StopSignal: 'SIGTERM',
  Healthcheck: {
    Test: [
      'CMD',
      '/usr/bin/node',
      '--eval',
      'fetch("http://127.0.0.1:7446/livez").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))',
    ],
    Interval: 30e9,
    Timeout: 5e9,
    StartPeriod: 10e9,
    Retries: 3,
  },
};

const work = mkdtempSync(join(tmpdir(), 'shimdex-image-'));
const cache = resolve(values.cache ?? join(work, 'cache'));
mkdirSync(cache, { recursive: true });
try {
  const layout = new OciLayout(output, cache);
  const application = applicationEntries();
  const images = [...new Set(values.arch)].sort().map((architecture) => {
    const directory = mkdtempSync(join(work, `${architecture}-`));
    const node = nodeRuntime(architecture, cache, directory);
    const libraries = [...systemEntries(), ...debianLibraries(architecture, node.program, cache, directory)];
    // What changes least comes first, so that an upgrade shares it.
    const layers = [
      { entries: libraries, from: 'libraries of Debian' },
      { entries: nodeEntries(node), from: `Node ${nodeVersion}` },
      { entries: application, from: `shimdex ${manifest.version}` },
    ];
    return layout.addImage({ architecture, layers, config, annotations: labels, time });
  });
  process.stdout.write(`${output}\n${layout.finish(images, manifest.version, labels)}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function nodeEntries({ program, licence }) {
  return [
    { path: 'usr/bin/node', mode: 0o755, content: program },
    { path: 'usr/share/doc/node/LICENSE', mode: 0o644, content: licence },
  ];
}

/** The names of the users, and the order in which host names are looked up. */
function systemEntries() {
  const text = (path, content) => ({ path, mode: 0o644, content: Buffer.from(content) });
  return [
    text('etc/passwd', `root:x:0:0:root:/:/usr/sbin/nologin\nshimdex:x:${user}:${user}:shimdex:/:/usr/sbin/nologin\n`),
    text('etc/group', `root:x:0:\nshimdex:x:${user}:\n`),
    text('etc/nsswitch.conf', 'hosts: files dns\n'),
  ];
}

/** The program. A code cache fits one Node only. */
function applicationEntries() {
  const at = (file, path) => ({ path, mode: 0o644, content: readFileSync(join(project, file)) });
  const files = [
    ...filesBelow('dist').filter((path) => !path.endsWith('.cache')),
    ...filesBelow('public').filter((path) => !/\.(?:json|d\.ts)$/.test(path)),
  ];
  const start = '#!/usr/bin/node\nrequire("/usr/share/shimdex/dist/main.js");\n';
  return [
    ...files.map((path) => at(path, `usr/share/shimdex/${path}`)),
    at('LICENSE', 'usr/share/doc/shimdex/LICENSE'),
    { path: 'usr/bin/shimdex', mode: 0o755, content: Buffer.from(start) },
  ];
}

function filesBelow(folder) {
  return readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(project, join(entry.parentPath, entry.name)));
}

/** What git says about the commit that is packaged; a tree without git has none. */
function git(...words) {
  try {
    return execFileSync('git', words, { cwd: project, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}
