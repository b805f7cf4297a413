import { describe, expect, it } from 'vitest';
import { entryAt } from '../../../../src/core/containerd/config/toml/value.ts';
import { handler, readAs, readFrom, served } from './config-host.ts';

const main = 'config.toml';
const runc = handler(2, 'runc', 'io.containerd.runc.v2');

describe('readContainerdConfig() walks the imports', () => {
  it('breadth first, so that an import of an import comes last', () => {
    const config = readAs('2.3.4', {
      [main]: 'version = 2\nimports = ["a.toml", "b.toml"]',
      'a.toml': 'version = 2\nimports = ["c.toml"]',
      'b.toml': 'version = 2',
      'c.toml': 'version = 2',
    });
    expect(config.files.map(({ path }) => path.slice('/etc/containerd/'.length))).toEqual([
      main,
      'a.toml',
      'b.toml',
      'c.toml',
    ]);
  });

  it('treats two spellings of a path as one file, and reads a file that imports itself once', () => {
    const config = readAs('2.3.4', {
      [main]: `imports = ["./a.toml", "x/../a.toml", "${main}", "*.toml"]`,
      'a.toml': '',
    });
    expect(config.files).toHaveLength(2);
  });

  it.each(['1.6.20', '1.7.24'])(
    '%s names the path that it took last in an error, though it read that before',
    (version) => {
      const config = readAs(version, {
        [main]: 'version = 2\nimports = ["a.toml"]',
        'a.toml': `version = 2\nimports = ["${main}"]\n[plugins.cri]`,
      });
      expect(config.start).toMatchObject({
        error: `failed to load TOML from /etc/containerd/${main}: invalid plugin key URI "cri" expect io.containerd.x.vx`,
      });
    },
  );

  it.each([
    ['1.6.28', 'works'],
    ['1.6.29', 'refuses'],
    ['1.7.15', 'works'],
    ['1.7.16', 'refuses'],
  ])('%s begins a relative pattern at the right directory', (version, start) => {
    const config = readAs(version, { [main]: 'version = 2\nimports = ["conf.d/*.toml"]', 'conf.d/broken.toml': '[' });
    expect(config.start.kind).toBe(start);
  });

  it('gives the whole path of a file that is named from the working directory, and keeps the messages of containerd', () => {
    const files = {
      '/srv/config.toml': `version = 2\nimports = ["conf.d/*.toml"]\n${handler(2, 'kata')}`,
      '/srv/conf.d/a.toml': handler(2, 'gvisor'),
      '/srv/broken.toml': '\n[',
    };
    const { settings } = readFrom('/srv', 'config.toml', files);
    expect(settings?.writtenHandlers.map(({ name, at }) => [name, at.file, at.line])).toEqual([
      ['kata', '/srv/config.toml', 3],
      ['gvisor', '/srv/conf.d/a.toml', 1],
    ]);
    expect(readFrom('/srv', 'broken.toml', files).start).toMatchObject({
      error: 'failed to load TOML: broken.toml: (2, 2): unexpected token unclosed table key, was expecting a table key',
      at: { file: '/srv/broken.toml', line: 2 },
    });
  });

  it('shows the built-in import of drop-ins and does not follow it', () => {
    const config = readAs('2.2.7', { [main]: 'version = 3', 'conf.d/a.toml': '[' });
    expect(config.start.kind).toBe('works');
    expect(config.settings?.imports).toEqual(['/etc/containerd/conf.d/*.toml']);
  });

  it('keeps what was merged when an import is missing: dump prints it, the daemon refuses it', () => {
    const config = readAs('2.2.7', { [main]: `version = 2\nimports = ["none.toml"]\n${handler(2, 'kata')}` });
    expect(config.dump).toEqual({ kind: 'works' });
    expect(config.start).toEqual({
      kind: 'refuses',
      error: 'open /etc/containerd/none.toml: no such file or directory',
      at: { file: '/etc/containerd/config.toml', line: 2, column: 12 },
    });
    expect(config.settings?.cri?.runtimes?.entries.has('kata')).toBe(true);
  });

  it('runs with what is built in without a file', () => {
    const config = readAs('1.7.34', {});
    expect(config.main).toBeUndefined();
    expect(config.dump.kind).toBe('refuses');
    expect(served(config)).toEqual(['runc']);
  });
});

describe('readContainerdConfig() merges', () => {
  it('1.x: a later section of CRI throws away the handlers of the earlier one', () => {
    const files = {
      [main]: `version = 2\nimports = ["a.toml"]\n${runc}${handler(2, 'kata')}`,
      'a.toml': `version = 2\n${runc}`,
    };
    expect(served(readAs('1.7.34', files))).toEqual(['runc']);
    expect(served(readAs('2.1.9', files))).toEqual(['kata', 'runc']);
  });

  it('1.x: own handlers without runc turn CRI off, in 2.x runc stays', () => {
    const files = { [main]: `version = 2\n${handler(2, 'runsc')}` };
    const off = readAs('1.7.34', files);
    expect(served(off)).toBe('off');
    expect(off.cri?.plugins.get('io.containerd.grpc.v1.cri')).toEqual({
      ok: false,
      error:
        'invalid plugin config: no corresponding runtime configured in `containerd.runtimes` for `containerd` `default_runtime_name = "runc"',
      at: { file: '/etc/containerd/config.toml', line: 2, column: 1 },
    });
    expect(off.settings?.cri?.runtimes?.entries.has('runsc')).toBe(true);
    expect(served(readAs('2.3.4', files))).toEqual(['runc', 'runsc']);
  });

  it('remembers where a value is written and what it replaced', () => {
    const config = readAs('2.3.4', {
      [main]: `version = 2\nimports = ["a.toml"]\n${handler(2, 'x', 'first')}`,
      'a.toml': `version = 2\n${handler(2, 'x', 'second')}`,
    });
    expect(entryAt(config.cri?.handlers?.table, 'x', 'runtime_type')).toMatchObject({
      value: 'second',
      at: { file: '/etc/containerd/a.toml', line: 3, column: 1 },
      replaced: [{ file: '/etc/containerd/config.toml', line: 4, column: 1 }],
    });
  });

  it('gives a built-in value no file', () => {
    const config = readAs('2.3.4', { [main]: 'version = 3\nroot = "/data"' });
    expect(config.settings?.root).toEqual({
      value: '/data',
      at: { file: '/etc/containerd/config.toml', line: 2, column: 1 },
    });
    expect(config.settings?.state).toEqual({ value: '/run/containerd' });
    expect(entryAt(config.cri?.handlers?.table, 'runc', 'runtime_type')).toMatchObject({ at: { file: '' } });
  });

  it('2.x: two spellings of a key are both applied, the lower-case one last', () => {
    const section = '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.x]\n';
    const files = {
      [main]: `version = 3\nimports = ["a.toml"]\n${section}runtime_type = "main"`,
      'a.toml': `version = 3\n${section}Runtime_Type = "drop-in"`,
    };
    const config = readAs('2.2.7', files);
    expect(entryAt(config.cri?.handlers?.table, 'x', 'runtime_type')).toMatchObject({ value: 'main' });
  });
});

describe('readContainerdConfig() decides by the version', () => {
  it.each([
    ['1.6.31', 'works'],
    ['1.6.32', 'refuses'],
    ['1.7.16', 'works'],
    ['1.7.17', 'refuses'],
    ['2.2.7', 'works'],
    ['2.3.4', 'works'],
  ])('%s reads version 3 or not', (version, start) => {
    expect(readAs(version, { [main]: `version = 3\n${runc}` }).start.kind).toBe(start);
  });

  it('2.0 to 2.2 ignore the CRI section of a file without a version', () => {
    const files = { [main]: handler(1, 'kata') };
    expect(served(readAs('2.0.0', files))).toEqual(['runc']);
    expect(served(readAs('2.2.7', files))).toEqual(['runc']);
    expect(served(readAs('2.3.4', files))).toEqual(['kata', 'runc']);
  });

  it('2.3 refuses a drop-in that is newer than the first file with a version', () => {
    const files = { [main]: 'version = 2\nimports = ["a.toml"]', 'a.toml': 'version = 3' };
    expect(readAs('2.3.4', files).start).toMatchObject({
      error: 'drop-in config version 3 higher than root config version 2',
    });
  });

  it('panics where containerd does', () => {
    expect(readAs('2.2.7', { [main]: 'version = 4\nimports = ["a.toml"]', 'a.toml': '' }).dump).toEqual({
      kind: 'panics',
      error: 'runtime error: index out of range [3] with length 3',
      at: { file: '/etc/containerd/config.toml', line: 2, column: 12 },
    });
    expect(readAs('2.2.7', { [main]: 'version = -1' })).toMatchObject({
      dump: { kind: 'works' },
      start: { kind: 'panics', error: 'runtime error: index out of range [-1]' },
    });
  });

  it("Docker's file with version 2 added stops every release", () => {
    for (const version of ['1.6.20', '1.7.34', '2.1.9', '2.3.4']) {
      const config = readAs(version, { [main]: 'version = 2\ndisabled_plugins = ["cri"]' });
      expect(config.start).toMatchObject({
        error:
          'failed to load TOML from /etc/containerd/config.toml: invalid disabled plugin URI "cri" expect io.containerd.x.vx',
      });
    }
  });
});

describe('readContainerdConfig() moves the old section of CRI', () => {
  const section = (rest: string) => ({ [main]: `version = 2\n[plugins."io.containerd.grpc.v1.cri"${rest}` });

  it('with its image settings only when it has a table of handlers', () => {
    const snapshotter = '.containerd]\nsnapshotter = "nosuch"\n';
    const images = (files: Record<string, string>) =>
      readAs('2.2.7', files).cri?.plugins.get('io.containerd.cri.v1.images');
    expect(images(section(snapshotter))).toEqual({ ok: true });
    expect(images(section(`${snapshotter}${handler(2, 'x')}`))).toEqual({
      ok: false,
      error: 'failed to find snapshotter "nosuch"',
      at: { file: '/etc/containerd/config.toml', line: 3, column: 1 },
    });
  });

  it('without a network setting that is not a table', () => {
    expect(readAs('2.3.4', section(']\ncni = 5\n')).start).toEqual({ kind: 'works' });
  });

  it('and panics when a handler is not a table', () => {
    expect(readAs('2.3.4', section('.containerd.runtimes]\nx = 5\n')).start).toEqual({
      kind: 'panics',
      error: 'interface conversion: interface {} is int64, not map[string]interface {}',
    });
  });
});

describe('readContainerdConfig() starts CRI', () => {
  it('reports a base specification that is missing or not JSON', () => {
    const section = `version = 3\n${handler(3, 'x')}base_runtime_spec = "/etc/containerd/spec.json"`;
    const fault = (files: Record<string, string>) =>
      readAs('2.3.4', { [main]: section, ...files }).cri?.plugins.get('io.containerd.cri.v1.runtime');
    const path = '/etc/containerd/spec.json';
    const prefix = `failed to create load basic oci spec: failed to load base OCI spec from file: ${path}: `;
    expect(fault({})).toEqual({
      ok: false,
      error: `${prefix}failed to open base OCI spec: ${path}: open ${path}: no such file or directory`,
      at: { file: '/etc/containerd/config.toml', line: 4, column: 1 },
    });
    expect(fault({ 'spec.json': 'x' })).toMatchObject({ ok: false });
    expect(fault({ 'spec.json': '{}' })).toEqual({ ok: true });
  });

  it('serves nothing when the service is disabled, though the handlers are loaded', () => {
    const config = readAs('2.3.4', { [main]: 'version = 3\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]' });
    expect(config.start.kind).toBe('works');
    expect(served(config)).toBe('off');
    expect(config.cri?.handlers?.defaultName).toBe('runc');
  });

  it('takes options of the command line over those of the files', () => {
    const files = { [main]: 'version = 2\nroot = "/a"\nstate = "/b"' };
    expect(readAs('2.1.9', files, ['--root', '/b']).start).toMatchObject({
      error: 'root and state must be different paths',
    });
    expect(readAs('2.1.9', files, ['--address=/run/x.sock']).address).toBe('/run/x.sock');
    expect(readAs('2.1.9', files, ['-c', 'a', '--config', 'b']).start).toMatchObject({
      error: 'Cannot use two forms of the same flag: c config',
    });
  });
});

describe('readContainerdConfig() reads the sections of plugins', () => {
  const two = '2.1.9';
  const section = (uri: string, ...lines: string[]) => [`[plugins."io.containerd.${uri}"]`, ...lines].join('\n');
  const read = (version: string, ...parts: string[]) => readAs(version, { [main]: parts.join('\n') });
  const ignored = (config: ReturnType<typeof read>) => config.settings?.ignoredKeys.map(({ key }) => key.join(' '));

  it.each([
    ['internal.v1.restart', 'interval = "soon"'],
    ['monitor.v1.cgroups', 'no_prometheus = 1'],
    ['monitor.container.v1.restart', 'interval = "soon"'],
    ['monitor.task.v1.cgroups', 'no_prometheus = 1'],
  ])('2.x reads %s of a version 2 file', (uri, line) => {
    expect(read(two, 'version = 2', section(uri, line)).start.kind).toBe('refuses');
  });

  it('2.x does not know the old names of plugins in a version 3 file', () => {
    const config = read(two, 'version = 3', section('internal.v1.restart', 'interval = "soon"'));
    expect(config.start.kind).toBe('works');
    expect(config.settings?.unknownSections).toEqual(['io.containerd.internal.v1.restart']);
  });

  it('2.x takes sched_core out of a version 2 file, and ignores it in a version 3 file', () => {
    const task = section('runtime.v2.task', 'sched_core = true');
    expect(ignored(read(two, 'version = 2', task))).toEqual([]);
    expect(ignored(read(two, 'version = 3', task))).toEqual(['sched_core']);
  });

  it('2.x moves image settings without a table of handlers, except the ones of a handler', () => {
    const cri = section('grpc.v1.cri', 'sandbox_image = 1', '[plugins."io.containerd.grpc.v1.cri".containerd]');
    expect(read(two, 'version = 2', cri).start).toMatchObject({ kind: 'refuses' });
    const snapshotter = section('grpc.v1.cri', '[plugins."io.containerd.grpc.v1.cri".containerd]', 'snapshotter = 1');
    expect(read(two, 'version = 2', snapshotter).start.kind).toBe('works');
  });

  it('2.x takes an integer for nanoseconds, and 1.x does not', () => {
    const scheduler = section('gc.v1.scheduler', 'startup_delay = 5');
    expect(read(two, 'version = 3', scheduler).start.kind).toBe('works');
    expect(read('1.7.24', 'version = 2', scheduler).start).toMatchObject({
      error: '(3, 1): unmarshal text: time: missing unit in duration "5"',
    });
  });

  it('1.7 takes an integer for the times of NRI, and refuses other values in words of their own', () => {
    const nri = (value: string) =>
      read('1.7.24', 'version = 2', section('nri.v1.nri', `plugin_request_timeout = ${value}`)).start;
    expect(nri('-3').kind).toBe('works');
    expect(nri('"3s"').kind).toBe('works');
    expect(nri('1.5')).toMatchObject({ error: "(3, 1): Can't convert 1.5(float64) to time.Duration" });
    expect(nri('"3"')).toMatchObject({
      error: `(3, 1): Can't convert 3(string) to time.Duration. time: missing unit in duration "3"`,
    });
  });

  it('2.x names unknown tables in an array', () => {
    expect(ignored(read(two, 'version = 3', '[[unknown.tables]]', 'a = 1'))).toEqual(['unknown tables']);
  });

  it('does not say that a plugin is missing which some builds have', () => {
    expect(read(two, 'version = 3', 'required_plugins = ["io.containerd.snapshotter.v1.btrfs"]').start.kind).toBe(
      'works',
    );
    expect(read(two, 'version = 3', 'required_plugins = ["io.containerd.monitor.v1.cgroups"]').start.kind).toBe(
      'refuses',
    );
  });

  it.each([
    ['1.6.20', 'failed to get services: failed to get instance of service "content-service": '],
    ['1.7.24', 'failed to create containerd client: failed to get "io.containerd.lease.v1" plugin: '],
    [two, 'unable to load CRI image service plugin dependency: '],
  ])('%s does not serve CRI without metadata', (version, before) => {
    const config = read(version, 'version = 2', section('metadata.v1.bolt', 'content_sharing_policy = "none"'));
    const error = `${before}unknown policy: none: invalid argument`;
    expect(config.cri).toMatchObject({ served: false });
    expect(config.cri?.plugins.get('io.containerd.grpc.v1.cri')).toMatchObject({ ok: false, error });
  });

  it('1.x serves CRI with a snapshotter without a name, and 2.x does not', () => {
    expect(
      read('1.7.24', 'version = 2', '[plugins."io.containerd.grpc.v1.cri".containerd]', 'snapshotter = ""').cri?.served,
    ).toBe(true);
    expect(read(two, 'version = 3', section('cri.v1.images', 'snapshotter = ""')).cri?.served).toBe(false);
  });

  it.each(['1.7.24', two])('%s has no directory for images without the opt plugin', (version) => {
    const disabled = 'disabled_plugins = ["io.containerd.internal.v1.opt"]';
    const config = read(version, 'version = 2', disabled, section('internal.v1.opt', 'path = "/srv"'));
    expect(config.settings).toMatchObject({ optIsDisabled: true, optPath: { value: '/srv' } });
  });
});
