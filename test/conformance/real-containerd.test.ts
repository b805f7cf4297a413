import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/model/resolution.ts';
import { type ContainerdDaemon, configuration, type Fate, fakeShim, startContainerd } from './containerd-daemon.ts';
import { buildLayout, ensureDirectory, inRoot, type LayoutEntry } from './layout.ts';
import { resolveByContainerd, runShimdex, withoutDocker } from './shimdex.ts';

/** A layout, a containerd in it and a name; the scenarios of the vectors, and more of the same shape. */
interface Scenario {
  readonly id: string;
  readonly layout: readonly LayoutEntry[];
  readonly PATH: string | null;
  readonly name: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd_deleted?: true;
  readonly launch?: string;
  /** Content of the files, where they are not fake shims. */
  readonly content?: string;
}

const vectors = join(import.meta.dirname, '..', 'fixtures', 'vectors');
const { scenarios } = read<{ scenarios: readonly Scenario[] }>('lookpath.json');
const { names, meta } = read<{
  names: readonly { readonly name?: string }[];
  meta: { readonly installed_shims: readonly string[] };
}>('containerd_e2e.json');

const foo = 'containerd-shim-foo-v1';
const found = { PATH: '$ROOT/b1', name: 'io.containerd.foo.v1' };

/** What the vectors leave out, because it shows only when a shim is executed. */
const more: readonly Scenario[] = [
  { ...found, id: 'opt directory in front', layout: [shim(`.daemon/opt/bin/${foo}`), shim(`b1/${foo}`)] },
  { ...found, id: 'cwd before the opt directory', layout: [shim(`cwd/${foo}`), shim(`.daemon/opt/bin/${foo}`)] },
  { ...found, id: 'garbage', layout: [shim(`b1/${foo}`)], content: '\u0001garbage\n' },
  { ...found, id: 'empty file', layout: [shim(`b1/${foo}`)], content: '' },
  { ...found, id: 'missing interpreter', layout: [shim(`b1/${foo}`)], content: '#!/no/such/interpreter\n' },
  { ...found, id: 'interpreter is a directory', layout: [shim(`b1/${foo}`)], content: '#!/tmp\n' },
  {
    ...found,
    id: 'garbage behind an absolute name',
    layout: [shim('x/shim')],
    name: '$ROOT/x/shim',
    content: '\u0001\n',
  },
  { ...found, id: 'exec-only in cwd', layout: [{ ...shim(`cwd/${foo}`), mode: '0111' }] },
  { ...found, id: 'fifo in cwd', layout: [{ path: `cwd/${foo}`, type: 'fifo', mode: '0755' }, shim(`b1/${foo}`)] },
  { ...found, id: 'not executable beside containerd', layout: [{ ...shim(`opt/${foo}`), mode: '0644' }] },
];

/** Names of the vectors that are not asked, and why. */
const leftOut = {
  'not UTF-8': (name: string | undefined) => name === undefined,
  'ctr cannot be given a NUL': (name = '') => name.includes('\0'),
  'an absolute name of this machine would run a program that is no fake': (name = '') => name.startsWith('/'),
  'containerd 1.x hands it to its old runtime plugin, which looks for no shim by name': (name = '') =>
    name === 'io.containerd.runtime.v1.linux',
};

let root: string;
let daemon: ContainerdDaemon | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-containerd-'));
});
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
  rmSync(root, { recursive: true, force: true });
});

describe.each([...scenarios, ...more])('$id', (scenario) => {
  it('resolve foretells what a real containerd does', { timeout: 120_000 }, async () => {
    const running = await arrange(scenario);
    const name = inRoot(root)(scenario.name);

    const foretold = await resolveByContainerd(name, about(running));
    const fate = await running.run(name);

    expect(asFate(foretold)).toEqual(fate);
  });
});

it('resolve foretells every name of the vectors', { timeout: 300_000 }, async () => {
  const layout = meta.installed_shims.map((binary) => shim(`b1/${binary}`));
  const running = await arrange({ id: 'names', layout, PATH: '$ROOT/b1', name: '' });
  const asked = names.flatMap(({ name }) => (Object.values(leftOut).some((out) => out(name)) ? [] : [name ?? '']));

  const { stdout } = await runShimdex([
    ...['resolve', '--json', '--client=containerd', ...withoutDocker, ...about(running), '--', ...asked],
  ]);
  const foretold = JSON.parse(stdout) as readonly Resolution[];
  const fates: Fate[] = [];
  for (const name of asked) fates.push(await running.run(name));

  expect(asked.length).toBeGreaterThan(350);
  expect(foretold.map((it) => [it.name, asFate(it)])).toEqual(asked.map((name, index) => [name, fates[index]]));
});

it('resolve asks what runs for its opt directory, whatever its configuration says by now', {
  timeout: 120_000,
}, async () => {
  const running = await arrange({ ...found, id: 'opt', layout: [shim(`.daemon/opt/bin/${foo}`), shim(`b1/${foo}`)] });
  const resolveNow = () => resolveByContainerd(found.name, [`--containerd-address=${running.address}`]);
  const fate = { executed: join(root, '.daemon', 'opt', 'bin', foo) };

  for (const opt of [join(root, 'other'), null]) {
    writeFileSync(running.configFile, configuration(join(root, '.daemon'), running.address, opt));
    expect(asFate(await resolveNow())).toEqual(fate);
  }
  writeFileSync(running.configFile, 'nonsense');
  expect(asFate(await resolveNow())).toEqual(fate);

  expect(await running.run(found.name)).toEqual(fate);
});

async function arrange(scenario: Scenario): Promise<ContainerdDaemon> {
  const spelt = inRoot(root);
  const directory = join(root, '.daemon');
  mkdirSync(directory);
  await buildLayout(root, scenario.layout, scenario.content ?? fakeShim(directory));
  const cwd = spelt(scenario.cwd ?? '$ROOT/cwd');
  ensureDirectory(cwd);
  const environment = { ...(scenario.PATH === null ? {} : { PATH: scenario.PATH }), ...scenario.env };
  daemon = await startContainerd({
    directory,
    executable: join(root, 'opt', 'containerd'),
    ...(scenario.launch === undefined ? {} : { launch: spelt(scenario.launch) }),
    cwd,
    cwdDeleted: scenario.cwd_deleted === true,
    env: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, spelt(value)])),
  });
  return daemon;
}

/** shimdex gets only the socket of the process; it has to find PATH, cwd, executable and version itself. */
function about({ address, configFile }: ContainerdDaemon): readonly string[] {
  return [`--containerd-address=${address}`, `--containerd-config=${configFile}`];
}

function asFate({ available, path = '', error = '', unavailable }: Resolution): Fate {
  // The shim is executed before it looks for runc; the layouts have fake shims and no runc.
  const isExecuted = available === true || unavailable?.reason === 'oci-runtime-missing';
  return isExecuted ? { executed: path } : { error };
}

function shim(path: string): LayoutEntry {
  return { path, type: 'file', mode: '0755' };
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(vectors, file), 'utf8')) as T;
}
