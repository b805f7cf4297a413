import { readFileSync } from 'node:fs';

interface Vectors {
  readonly names: readonly { readonly name: string }[];
}

const vectors = new URL('../../fixtures/vectors/dockerd_e2e.json', import.meta.url);
const recorded = (JSON.parse(readFileSync(vectors, 'utf8')) as Vectors).names.map(({ name }) => name);

/** What the machine's shims answer to, and what they do not; the ways to spell it. */
const installed = [
  'runc',
  'io.containerd.runc.v2',
  'runc.v2',
  'x.runc.v2',
  'IO.ANYTHING.runc.v2',
  'runc.v1',
  'io.containerd.fake.v1',
  'x.y.z.fake.v1',
  'io.containerd.foo-bar.v1',
  'io.containerd.foo.bar-v1',
  'foo-bar.v1',
  'io.containerd.second.v1',
  'io.containerd.shadow.v1',
  'io.containerd.closed.v1',
  'io.containerd.dangling.v1',
  'io.containerd.link.v1',
  'io.containerd.loop.v1',
  'io.containerd.garbage.v1',
  'io.containerd.noscript.v1',
  'io.containerd.empty.v1',
  'io.containerd.cwd.v1',
  'io.containerd.cwdfile.v1',
  'io.containerd.cwddir.v1',
  'io.containerd.rel.v1',
  'io.containerd.beside.v1',
  'io.containerd.besidefile.v1',
  'io.containerd.opt.v1',
  'io.containerd.elsewhere.v1',
  'io.containerd.sp ace.v1',
  'a..b',
  'a.b.',
  '.',
  '-.-',
  'a.-',
  'io.containerd.fake.v1 ',
  ' io.containerd.fake.v1',
  'io.containerd.fake.V1',
  'io.containerd.fake.v1.',
  'io.containerd.fake',
  'io.containerd.fake.v1\t',
  'flag',
  'FLAG2',
  'flag2',
];

/** 1.x hands this one to its old runtime plugin, which asks for a program that the distribution has. */
const oldPlugin = 'io.containerd.runtime.v1.linux';

/** Names that are asked for whatever is configured; a command line has no NUL, and the empty name is the default's. */
export const names: readonly string[] = [...new Set([...recorded, ...installed, oldPlugin])].filter(
  (name) => name !== '' && !name.includes('\0'),
);
