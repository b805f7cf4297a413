import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readContainerdConfig } from '../../../../src/core/containerd/config/read-config.ts';
import { ConfigReader, type ConfigRequest } from '../../../../src/sources/containerd/config/config-reader.ts';
import { HostFiles } from '../../../../src/sources/host-files.ts';

const file = '/etc/containerd/config.toml';
let root: string;
let reader: ConfigReader;

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'config-reader-'));
  reader = new ConfigReader(new HostFiles(root));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), content);
}

function read(given: Partial<ConfigRequest> = {}) {
  return reader.read({ version: '2.2.0', parameters: [], cwd: '/', pid: 7, ...given });
}

it('parses the files again only when their content differs', () => {
  write(file, 'version = 3\nstate = "/run/a"');
  const first = read();

  write(file, 'version = 3\nstate = "/run/a"');
  const again = read();
  write(file, 'version = 3\nstate = "/run/b"');
  const changed = read();

  expect(again.facts.inForce).toBe(first.facts.inForce);
  expect(changed.facts.inForce.settings?.state.value).toBe('/run/b');
});

it('depends on every imported file and on the directories of patterns', () => {
  write(file, 'version = 3\nimports = ["conf.d/*.toml", "/etc/more.toml"]');
  write('/etc/containerd/conf.d/a.toml', 'version = 3');

  const { dependsOn } = read();

  expect(dependsOn).toEqual(
    expect.arrayContaining([file, '/etc/containerd/conf.d', '/etc/containerd/conf.d/a.toml', '/etc/more.toml']),
  );
});

it('finds a file that is added for a pattern', () => {
  write(file, 'version = 3\nimports = ["conf.d/*.toml"]');
  write('/etc/containerd/conf.d/a.toml', 'version = 3');
  read();

  write('/etc/containerd/conf.d/b.toml', 'version = 3\nstate = "/run/b"');

  expect(read().facts.inForce.settings?.state.value).toBe('/run/b');
});

it('keeps the last configuration that works while a file is half written', () => {
  write(file, 'version = 3\nstate = "/run/a"');
  read();

  write(file, 'version = 3\nstate = "/ru');
  const { facts, states } = read();

  expect(facts.inForce.settings?.state.value).toBe('/run/a');
  expect(facts.fault?.outcome.kind).toBe('refuses');
  expect(states).toMatchObject([{ state: 'stale', file }]);
});

it('does not keep the configuration of another process', () => {
  write(file, 'version = 3\nstate = "/run/a"');
  read();

  write(file, 'version = [');

  expect(read({ pid: 8 }).states).toMatchObject([{ state: 'unreadable' }]);
});

it('says that a file is larger than it reads', () => {
  write(file, ' '.repeat(1024 * 1024 + 1));

  const { facts, states } = read();

  expect(facts.fault).toMatchObject({ errno: 'EFBIG', outcome: { kind: 'unread' } });
  expect(states).toMatchObject([{ state: 'unreadable', message: `Cannot read "${file}": larger than 1 MiB` }]);
});

it('does not blame a file that nothing imports when containerd refuses its configuration', () => {
  write(file, 'version = [');
  write('/etc/containerd/conf.d/large.toml', ' '.repeat(1024 * 1024 + 1));

  const { facts, dependsOn } = read();

  expect(facts.fault?.outcome.kind).toBe('refuses');
  expect(facts.files).toEqual([file]);
  expect(dependsOn).toContain('/etc/containerd/conf.d/large.toml');
});

it('takes a default file that is missing as absent, and a named one as refused', () => {
  expect(read().states).toMatchObject([{ state: 'absent', file }]);
  expect(read({ parameters: ['--config', '/etc/own.toml'] }).facts.fault?.outcome).toMatchObject({ kind: 'refuses' });
});

it('a parser that throws makes the source unreadable, or keeps the last good configuration', () => {
  let isBroken = false;
  reader = new ConfigReader(new HostFiles(root), (...asked) => {
    if (isBroken) throw new RangeError('Maximum call stack size exceeded');
    return readContainerdConfig(...asked);
  });
  write(file, 'version = 3\nstate = "/run/a"');
  read();
  isBroken = true;
  write(file, 'version = 3\nstate = "/run/b"');

  const stale = read();
  const unreadable = read({ pid: 8 });

  expect(stale.facts.inForce.settings?.state.value).toBe('/run/a');
  expect(stale.states).toMatchObject([
    { state: 'stale', message: expect.stringContaining('a bug in shimdex: Maximum') },
  ]);
  expect(unreadable.states).toMatchObject([{ state: 'unreadable' }]);
});
