import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateDocker } from '../../../src/core/docker/start.ts';
import { dockerd } from '../../builders.ts';

const file = '/etc/docker/daemon.json';
const evaluate = (text: string | undefined, flags: readonly string[] = [], version = '29.0.0') =>
  evaluateDocker(dockerd({ configFile: file, text, flags, version }));
const configured = (text: string, version?: string) =>
  evaluate(text, [], version).runtimes.filter(({ origin }) => origin === 'configured');

describe('evaluateDocker()', () => {
  it('gives the line each runtime is defined in', () => {
    const text = '\n{\n  "runtimes": {\n    "a": {"path": "/bin/a"},\n    "b":\n      {"runtimeType": "x.y"}\n  }\n}';

    expect(configured(text)).toEqual([
      { name: 'a', origin: 'configured', shim: 'io.containerd.runc.v2', path: '/bin/a', definedIn: { file, line: 4 } },
      { name: 'b', origin: 'configured', shim: 'x.y', runtimeType: 'x.y', definedIn: { file, line: 5 } },
    ]);
  });

  it('names the line of the definition that counts', () => {
    const text = '{"runtimes": {\n"a": {"path": "/1"},\n"a": {"path": "/2"}}}';

    expect(configured(text)).toMatchObject([{ name: 'a', path: '/2', definedIn: { line: 3 } }]);
  });

  it('gives a runtime of a flag line 0, and prefers the one of the file', () => {
    const docker = evaluate('{"runtimes": {"x": {"path": "/file"}}}', [
      '--add-runtime',
      'X=/flag',
      '--add-runtime= Y = /y',
    ]);

    expect(docker.runtimes.filter(({ origin }) => origin === 'configured')).toMatchObject([
      { name: 'x', path: '/file', definedIn: { line: 1 } },
      { name: 'y', path: '/y', definedIn: { file: 'dockerd --add-runtime', line: 0 } },
    ]);
  });

  it.each([
    [
      'a syntax error',
      '{\n"runtimes": {},\n}',
      3,
      "invalid JSON: invalid character '}' looking for beginning of object key string",
    ],
    [
      'an unknown name',
      '{\n"runtime": 1}',
      2,
      "the following directives don't match any configuration option: runtime",
    ],
    [
      'a wrong type',
      '{"runtimes": {"a": {"path":\n1}}}',
      2,
      'invalid JSON: json: cannot unmarshal number into Go struct field Runtime.runtimes.path of type string',
    ],
    [
      'another option',
      '{"debug": "yes"}',
      1,
      'invalid JSON: json: cannot unmarshal string into Go struct field Config.CommonConfig.debug of type bool',
    ],
    [
      'a fraction',
      '{"mtu": 1.5}',
      1,
      'invalid JSON: json: cannot unmarshal number 1.5 into Go struct field Config.CommonConfig.BridgeConfig.DefaultBridgeConfig.mtu of type int',
    ],
    [
      'a number too large',
      '{"x":\n1e999}',
      2,
      'invalid JSON: json: cannot unmarshal number 1e999 into Go value of type float64',
    ],
  ])('stops at %s and names its line', (_what, text, line, message) => {
    expect(evaluate(text).error).toEqual({
      stage: 'load',
      message: `unable to configure the Docker daemon with file ${file}: ${message}`,
      line,
    });
  });

  it('names the lines of a bad entry and of a bad default', () => {
    expect(evaluate('{"runtimes": {\n"a": {}}}').error).toMatchObject({ stage: 'setup', line: 2 });
    expect(evaluate('{\n\n"default-runtime": "zzz"}').error).toMatchObject({ stage: 'setup', line: 3 });
    expect(evaluate('{}', ['--default-runtime=zzz']).error).not.toHaveProperty('line');
  });

  it('gives the stock runtimes next to an error, since dockerd takes all entries or none', () => {
    const docker = evaluate('{"runtimes": {"good": {"path": "/bin/true"}, "bad": {}}, "default-runtime": "good"}');

    expect(docker.defaultRuntime).toBe('runc');
    expect(docker.runtimes.map(({ name }) => name)).toEqual(['io.containerd.runc.v2', 'runc']);
  });

  it('complains of a missing file only if it was named', () => {
    const input = { configFile: '/x.json', version: '29.0.0' };

    expect(evaluateDocker(dockerd({ ...input, explicit: false })).error).toBeUndefined();
    expect(evaluateDocker(dockerd({ ...input, explicit: true })).error?.message).toBe(
      'unable to configure the Docker daemon with file /x.json: open /x.json: no such file or directory',
    );
    expect(evaluateDocker(dockerd({ ...input, explicit: false, errno: 'EISDIR' })).error?.message).toBe(
      'unable to configure the Docker daemon with file /x.json: read /x.json: is a directory',
    );
    expect(evaluateDocker(dockerd({ ...input, explicit: true, errno: 'EACCES' })).error).toBeUndefined();
  });

  it('reports every option that a flag sets too, in the order of the flags', () => {
    const text = '{"debug": false, "hosts": ["tcp://0.0.0.0:2375"], "labels": [], "http-proxy": "http://u:secret@p"}';
    const flags = ['-H', 'fd://', '-D', '--http-proxy=http://me:secret@q/', '--label', 'a=b'];

    expect(evaluate(text, flags).error?.message).toBe(
      `unable to configure the Docker daemon with file ${file}: the following directives are specified both as a flag and in the ` +
        'configuration file: debug: (from flag: true, from file: false), hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2375]), ' +
        'http-proxy: (from flag: http://xxxxx:xxxxx@q/, from file: http://xxxxx:xxxxx@p), labels: (from flag: [a=b], from file: [])',
    );
  });

  it('reads the members of an object that is not an option, and folds the case of its name later', () => {
    expect(configured('{"RUNTIMES": {"debug": {"path": "/bin/true"}}}')).toMatchObject([{ name: 'debug' }]);
    expect(configured('{"Runtimes": {}}')).toEqual([]);
    expect(evaluate('{"Default-Runtime": {}}').error?.message).toContain('cannot unmarshal object');
  });

  it('merges runtimes that are written twice, and forgets them at null', () => {
    const twice = '"runtimes": {"a": {"path": "/a"}}, "runtimes": {"b": {"path": "/b"}}';

    expect(configured(`{${twice}}`).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(configured(`{${twice}, "runtimes": null}`)).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('treats %s as an ordinary name', (name) => {
    const entry = `{"runtimeType": "x.y", "options": {"${name}": {"${name}": "z"}}}`;
    const docker = evaluate(`{"runtimes": {"${name}": ${entry}}, "default-runtime": "${name}"}`);

    expect(docker).toMatchObject({ defaultRuntime: name });
    expect(docker.runtimes.at(-1)?.name).toBe(name);
    expect(JSON.stringify(docker.runtimes.at(-1)?.options)).toBe(`{"${name}":{"${name}":"z"}}`);
    expect(evaluate(`{"${name}": 1}`).error?.message).toContain(`any configuration option: ${name}`);
    expect(evaluate(`{"default-runtime": "${name}"}`).error?.message).toBe(
      `specified default runtime '${name}' does not exist`,
    );
  });

  it('skips runtimeType before 24, so that runc runs', () => {
    const text = '{"runtimes": {"a": {"runtimeType": "io.containerd.kata.v2"}}}';

    expect(configured(text, '23.0.6')).toMatchObject([{ name: 'a', shim: 'io.containerd.runc.v2', path: '' }]);
  });

  it('knows the options of the release', () => {
    const unknown = (version: string) => evaluate('{"firewall-backend": "iptables"}', [], version).error?.message;

    expect(unknown('29.0.0')).toBeUndefined();
    expect(unknown('27.5.1')).toContain("don't match any configuration option: firewall-backend");
  });

  it.each([
    ['{"IoUid": "a", "BinaryName": 1}', '28.0.0', "runtime a: (0, 0): Can't convert a(string) to uint32"],
    ['{"BinaryName": ["x"]}', '26.1.5', "runtime a: (0, 0): Can't convert [x]([]string) to string"],
    ['{"BinaryName": [1.5]}', '26.1.5', "runtime a: (0, 0): Can't convert [1.5]([]float64) to string"],
    ['{"BinaryName": []}', '26.1.5', "runtime a: (0, 0): Can't convert []([]interface {}) to a slice"],
    [
      '{"IoUid": 1, "BinaryName": 1}',
      '29.0.0',
      'runtime a: toml: cannot decode TOML float into struct field options.Options.BinaryName of type string',
    ],
    [
      '{"SystemdCgroup": "true"}',
      '29.0.0',
      'runtime a: toml: cannot decode TOML string into struct field options.Options.SystemdCgroup of type bool',
    ],
  ])('reports why the options %s do not fit as of %s', (options, version, message) => {
    const text = `{"runtimes": {"a": {"runtimeType": "io.containerd.runc.v2", "options": ${options}}}}`;

    expect(evaluate(text, [], version).error?.message).toBe(message);
  });

  it.each([
    ['[]', undefined],
    ['["x"]', "Can't convert x(string) to uint8"],
    ['[1]', "Can't convert 1(float64) to uint8"],
    ['[["x"]]', "Can't convert [x]([]interface {}) to a slice"],
    ['"x"', "Can't convert x(string) to []uint8(slice)"],
    ['{}', "Can't convert (*toml.Tree) to a tree"],
    ['{"a": 1}', "Can't convert *(*toml.Tree) to a tree"],
    ['[{"a": 1}]', "Can't convert [*]([]*toml.Tree) to trees"],
  ])('takes bytes for no text: %s', (bytes, message) => {
    const text = `{"runtimes": {"a": {"runtimeType": "x.y", "options": {"ConfigBody": ${bytes}}}}}`;

    expect(evaluate(text, [], '26.1.5').error?.message).toBe(message && `runtime a: (0, 0): ${message}`);
  });

  it('does not treat a runtime of a flag as the default of the file, in 20.10', () => {
    const error = (version: string) =>
      evaluate('{"default-runtime": "a"}', ['--add-runtime=a=/bin/true'], version).error?.message;

    expect(error('20.10.24')).toMatch(
      /: configuration validation from file failed: specified default runtime 'a' does not exist$/,
    );
    expect(error('23.0.6')).toBeUndefined();
  });

  it('knows that features are on or off', () => {
    const { error } = evaluate('{"features": {"x": "y"}}', [], '20.10.24');

    expect(error?.message).toContain('cannot unmarshal string into Go struct field Config.features of type bool');
    expect(evaluate('{"features": {"buildkit": true}}', [], '20.10.24').error).toBeUndefined();
  });

  it.each([
    [['--add-runtime', 'x'], 'invalid argument "x" for "--add-runtime" flag: invalid runtime argument: x'],
    [['--add-runtime'], 'flag needs an argument: --add-runtime'],
    [
      ['-D=maybe'],
      'invalid argument "maybe" for "-D, --debug" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [['--mtu=x'], 'invalid argument "x" for "--mtu" flag: strconv.ParseInt: parsing "x": invalid syntax'],
    [['--ip=x'], 'invalid argument "x" for "--ip" flag: failed to parse IP: "x"'],
    [['--dns-search=a b'], 'invalid argument "a b" for "--dns-search" flag: a b is not a valid domain'],
    [['--label=x'], 'invalid argument "x" for "--label" flag: bad attribute format: x'],
  ])('stops at the flags %j', (flags, message) => {
    expect(evaluate(undefined, flags).error).toEqual({ stage: 'flag', message });
  });

  // As dockerd 26.1 prints them.
  it.each([
    ['{"log-level": "loud"}', 'invalid logging level: loud'],
    ['{"log-format": "xml"}', 'invalid log format: xml'],
    ['{"dns-search": ["a b"]}', 'a b is not a valid domain'],
    ['{"labels": ["a=b", "x"]}', 'bad attribute format: x'],
    ['{"mtu": -1}', 'invalid default MTU: -1'],
    ['{"max-concurrent-downloads": -1}', 'invalid max concurrent downloads: -1'],
    ['{"max-concurrent-uploads": -2}', 'invalid max concurrent uploads: -2'],
    ['{"max-download-attempts": -1}', 'invalid max download attempts: -1'],
    ['{"default-ipc-mode": "x"}', 'default IPC mode setting (x) is invalid; use "shareable" or "private"'],
    ['{"default-ipc-mode": "host"}', 'IPC mode "host" is not supported as default value; use "shareable" or "private"'],
    ['{"default-cgroupns-mode": "x"}', 'default cgroup namespace mode (x) is invalid; use "host" or "private"'],
  ])('stops at the value in %s', (text, message) => {
    const merged = 'merged configuration validation from file and command line flags failed';
    expect(evaluate(text, [], '26.1.5').error).toEqual({
      stage: 'load',
      message: `unable to configure the Docker daemon with file ${file}: ${merged}: ${message}`,
      line: 1,
    });
  });

  it.each([
    '{"log-level": "WARN", "log-format": "json", "dns-search": [".", "example.org."], "labels": ["a="], "mtu": 0}',
    '{"max-download-attempts": 0, "default-ipc-mode": "private", "default-cgroupns-mode": "", "ip": "", "debug": null}',
  ])('starts with the values in %s', (text) => {
    expect(evaluate(text, [], '26.1.5').error).toBeUndefined();
  });

  it('stops at a value of a flag', () => {
    expect(evaluate(undefined, ['--mtu=-0x10'], '26.1.5').error).toEqual({
      stage: 'load',
      message: 'invalid default MTU: -16',
      byFlag: true,
    });
  });

  it('stops at an invalid address, even after a value of a wrong type', () => {
    const prefix = `unable to configure the Docker daemon with file ${file}: `;
    const { error } = evaluate('{"mtu": "x", "default-gateway": "gateway"}', [], '26.1.5');
    expect(error?.message).toBe(`${prefix}invalid IP address: gateway`);
    expect(evaluate('{"ip": 5}', [], '20.10.24').error?.message).toBe(
      `${prefix}json: cannot unmarshal number into Go struct field Config.ip of type net.IP`,
    );
  });

  it('reads flags however they are spelled, and skips the ones it does not know', () => {
    const flags = [
      '-Dl',
      'warn',
      '-Hfd://',
      '--new-flag=1',
      'stray',
      '--default-runtime',
      'x.y',
      '--',
      '--default-runtime=z',
    ];

    expect(evaluate(undefined, flags)).toMatchObject({ defaultRuntime: 'x.y' });
  });

  it('never throws, whatever the bytes', () => {
    const versions = fc.constantFrom('20.10.24', '23.0.1', '24.0.9', '27.0.0', '28.1.0', '29.7.2', '');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.string()), versions, (bytes, flags, version) => {
        expect(
          evaluateDocker(dockerd({ configFile: file, explicit: true, bytes, flags, version })).runtimes.length,
        ).toBeGreaterThan(0);
      }),
    );
  });

  it('never throws, whatever the JSON', () => {
    const names = fc.constantFrom(
      'runtimes',
      'default-runtime',
      'path',
      'runtimeArgs',
      'options',
      'runtimeType',
      'hosts',
      'Runtimes',
      '__proto__',
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 'io.containerd.runc.v2', 'a/b', 1.5, 1e300),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(names, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    const versions = fc.constantFrom('20.10.24', '23.0.1', '24.0.9', '28.1.0', '29.7.2');
    fc.assert(
      fc.property(
        fc.dictionary(names, tree),
        fc.array(fc.constantFrom('--add-runtime=a/b=c', '-Hx', '--default-runtime', 'x.y')),
        versions,
        (value, flags, version) => {
          expect(evaluate(JSON.stringify(value), flags, version).runtimes.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each(['20.10.24', '24.0.9', '29.7.2'])('accepts any depth as %s', (version) => {
    for (const depth of [9_990, 100_000]) {
      const deep = `${'['.repeat(depth)}1${']'.repeat(depth)}`;
      const options = `{"runtimes": {"a": {"runtimeType": "x.y", "options": {"k": ${deep}, "TypeUrl": ${deep}}}}}`;
      for (const text of [deep, options, `{"hosts": ${deep}}`])
        expect(() => evaluate(text, ['-Hx'], version)).not.toThrow();
    }
  });
});
