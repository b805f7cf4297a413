import { readFileSync } from 'node:fs';

/** A dockerd that is started with the first configuration and asked to reload each of the others; null means no file. */
export interface ReloadSequence {
  readonly id: string;
  readonly args: readonly string[];
  readonly configs: readonly (string | null)[];
}

interface Recorded {
  readonly id: string;
  readonly dockerd: string;
  readonly args: readonly string[];
  readonly steps?: readonly { readonly config: unknown }[];
}

const vectors = new URL('../../fixtures/vectors/dockerd_e2e.json', import.meta.url);
const { reload } = JSON.parse(readFileSync(vectors, 'utf8')) as { readonly reload: readonly Recorded[] };

/** The sequences of the vectors, as configurations alone. */
const recorded = reload.flatMap(({ id, dockerd, args, steps = [] }): ReloadSequence[] => {
  if (dockerd !== '26.1.5' || steps.length === 0) return [];
  const configs = steps.map(({ config }) => (typeof config === 'string' ? config : JSON.stringify(config ?? {})));
  return [{ id, args, configs }];
});

const a = { path: '/bin/true' };
const fake = { runtimeType: 'io.containerd.fake.v1' };

/** Configurations that dockerd starts with, those it has nothing to say to first. */
const good: readonly (string | null)[] = [
  null,
  '{}',
  text({ runtimes: { a } }),
  text({ runtimes: { a, b: { path: '/usr/local/bin/oci-a', runtimeArgs: ['x'] } }, 'default-runtime': 'b' }),
  text({ runtimes: { fake }, 'default-runtime': 'fake' }),
  text({ 'default-runtime': 'io.containerd.fake.v1' }),
  text({ runtimes: { 'io.containerd.runc.v2': fake }, 'default-runtime': 'io.containerd.runc.v2' }),
];

/** Configurations for reloads only: no start survives them, or they say next to nothing. */
const more: readonly (string | null)[] = [
  text({ runtimes: {} }),
  text({ runtimes: {}, 'default-runtime': 'runc' }),
  text({ runtimes: null }),
  text({ 'default-runtime': '' }),
  text({ 'default-runtime': 'nodot' }),
  text({ runtimes: { a: {} } }),
  text({ runtimes: { a, c: { path: '/bin/true', runtimeType: 'x.y' } } }),
  text({ runtimes: { runc: a } }),
  text({ runtimes: { 'my/rt': { path: '/bin/true', runtimeArgs: ['x'] } } }),
  text({ nope: 1 }),
  text({ iptables: true }),
  '{',
  '',
];

/** From each good configuration to each of all, and back to where it began. */
const walks = good.flatMap((first) =>
  [...good, ...more].map((then) => ({ id: `${first} > ${then}`, args: [], configs: [first, then, first] })),
);

/** What flags set, a reload forgets or keeps. */
const flags = ['--add-runtime=x=/bin/true', '--default-runtime=x'];
const withFlags = [...good, ...more].flatMap((then) => [
  { id: `--add-runtime > ${then}`, args: flags.slice(0, 1), configs: [null, then, '{}'] },
  { id: `--default-runtime > ${then}`, args: flags, configs: ['{}', then, then] },
]);

/** Sequences of configurations; each starts a dockerd of its own. */
export const reloadSequences: readonly ReloadSequence[] = [...recorded, ...walks, ...withFlags];

/** Since 25, a reload with a registry that dockerd refuses has no effect on the runtimes either. */
export const registrySequences: readonly ReloadSequence[] = [
  { 'registry-mirrors': ['x'] },
  { 'insecure-registries': ['x/y'] },
  { 'registry-mirrors': ['https://x'] },
].map((given) => ({
  id: JSON.stringify(given),
  args: [],
  configs: ['{}', text({ ...given, runtimes: { a } }), '{}'],
}));

function text(config: object): string {
  return JSON.stringify(config);
}
