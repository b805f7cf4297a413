import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { gatherOptions } from '../../src/settings/given-options.ts';
import { observeOptions, serveOptions } from '../../src/settings/options.ts';
import { parseObserveSettings, parseServeSettings } from '../../src/settings/parse.ts';
import type { ListenAddress } from '../../src/settings/settings.ts';

type Words = Readonly<Record<string, readonly string[]>>;
type Environment = Readonly<Record<string, string>>;

function observe(words: Words = {}, environment: Environment = {}) {
  return parseObserveSettings(gatherOptions(observeOptions, new Map(Object.entries(words)), environment));
}

function serve(words: Words = {}, environment: Environment = {}, inherited: readonly ListenAddress[] = []) {
  const specs = [...observeOptions, ...serveOptions];
  return parseServeSettings(gatherOptions(specs, new Map(Object.entries(words)), environment), inherited);
}

const everything = { allow: [], deny: [] };

describe('parseObserveSettings()', () => {
  it('parseObserveSettings() has the documented defaults, without the facts that are read from the host', () => {
    expect(observe()).toEqual({
      root: '/',
      containerd: 'auto',
      containerdSocket: 'auto',
      target: 'default',
      policy: everything,
    });
  });

  it.each([
    [{ root: ['/mnt/host'] }, { root: '/mnt/host' }],
    [{ root: ['/mnt/../host/'] }, { root: '/host' }],
    [{ root: ['/one', '/two'] }, { root: '/two' }],
    [{ 'search-path': [''] }, { searchPath: '' }],
    [{ 'search-path': ['/a::b'] }, { searchPath: '/a::b' }],
    [{ containerd: ['none'] }, { containerd: 'none' }],
    [{ containerd: ['4194304'] }, { containerd: 4194304 }],
    [{ 'containerd-uid': ['0'] }, { containerdUid: 0 }],
    [{ 'containerd-uid': ['4294967294'] }, { containerdUid: 4294967294 }],
    [{ 'containerd-version': ['1.6.20~ds1-1+deb12u3'] }, { containerdVersion: '1.6.20~ds1-1+deb12u3' }],
    [{ 'containerd-version': ['v2.1.0-rc.1'] }, { containerdVersion: '2.1.0-rc.1' }],
    [{ 'docker-version': ['29.1'] }, { dockerVersion: '29.1' }],
    [{ 'docker-config': ['/etc/d.json'] }, { dockerConfig: '/etc/d.json' }],
    [{ 'dockerd-flag': ['--add-runtime=a=/b', '--debug'] }, { dockerdFlags: ['--add-runtime=a=/b', '--debug'] }],
    [{ 'dockerd-flag': [''] }, { dockerdFlags: [] }],
    [{ 'dockerd-flag': ['--group', ''] }, { dockerdFlags: ['--group', ''] }],
    [{ allow: ['a*', 'b'], deny: ['', 'c'] }, { policy: { allow: ['a*', 'b'], deny: ['c'] } }],
    [{ target: ['rootless é (1)'] }, { target: 'rootless é (1)' }],
  ])('parseObserveSettings() reads %j', (words, expected) => {
    expect(observe(words)).toMatchObject(expected);
  });

  it.each([
    [{ root: [''] }, 'Cannot use --root "": write a directory, such as "/host"'],
    [{ containerd: ['0'] }, 'Cannot use --containerd "0": write auto, none or a process id'],
    [{ containerd: ['1e3'] }, 'Cannot use --containerd "1e3": write auto, none or a process id'],
    [{ 'containerd-cwd': ['x'] }, 'Cannot use --containerd-cwd "x": write an absolute path, such as "/etc/example"'],
    [
      { 'docker-config': ['/a\0'] },
      'Cannot use --docker-config "/a\\u0000": write an absolute path, such as "/etc/example"',
    ],
    [{ 'containerd-uid': ['-1'] }, 'Cannot use --containerd-uid "-1": write a whole number from 0 to 4294967294'],
    [{ 'containerd-uid': ['4294967295'] }, /whole number/],
    [
      { 'containerd-version': ['latest'] },
      'Cannot use --containerd-version "latest": write a version, such as "1.7.24"',
    ],
    [{ 'docker-version': ['24'] }, 'Cannot use --docker-version "24": write a version, such as "28.5.2"'],
    [{ target: [''] }, /printable/],
    [{ target: ['a\nb'] }, /printable/],
    [{ target: ['\u202eevil'] }, /printable/],
  ])('parseObserveSettings() refuses %j and says what to write', (words, message) => {
    expect(() => observe(words)).toThrow(UsageError);
    expect(() => observe(words)).toThrow(message);
  });

  it('parseObserveSettings() uses the environment without a flag', () => {
    const environment = { SHIMDEX_ROOT: '/env', SHIMDEX_TARGET: 'env' };

    expect(observe({ target: ['flag'] }, environment)).toMatchObject({ root: '/env', target: 'flag' });
  });

  it('parseObserveSettings() reads repeatable options line by line', () => {
    const environment = { SHIMDEX_DOCKERD_FLAG: '--a=1,2\n--b\n', SHIMDEX_DENY: 'x\n\ny' };

    expect(observe({}, environment)).toMatchObject({
      dockerdFlags: ['--a=1,2', '--b'],
      policy: { allow: [], deny: ['x', 'y'] },
    });
  });

  it('parseObserveSettings() treats an empty variable as given', () => {
    expect(observe({}, { SHIMDEX_SEARCH_PATH: '' })).toMatchObject({ searchPath: '' });
    expect(observe({}, { SHIMDEX_DOCKERD_FLAG: '' })).toMatchObject({ dockerdFlags: [] });
  });

  const withMeaning = new Set(['search-path', 'dockerd-flag', 'allowed-host']);

  it.each([...observeOptions, ...serveOptions].filter(({ flag }) => !withMeaning.has(flag)))(
    'an empty value of $flag is an error that names it',
    ({ flag, value }) => {
      const variable = `SHIMDEX_${flag.toUpperCase().replaceAll('-', '_')}`;

      expect(() => serve({}, { [variable]: '' })).toThrow(`Cannot use ${variable} "": write `);
      // A switch on the command line has no value.
      if (value !== undefined) expect(() => serve({ [flag]: [''] })).toThrow(`Cannot use --${flag} "": write `);
    },
  );

  it('parseObserveSettings() ignores variables that are not options, such as Kubernetes sets for a service', () => {
    expect(observe({}, { SHIMDEX_PORT: 'tcp://10.0.0.1:80', SHIMDEX_LISTEN: 'nonsense' })).toEqual(observe());
  });
});

describe('parseServeSettings()', () => {
  it('parseServeSettings() has the documented defaults', () => {
    expect(serve()).toMatchObject({
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: 7446, api: 'all' }],
      verifySeconds: 1,
      rescanSeconds: 60,
      allowedHosts: [],
      insecureListen: false,
      logLevel: 'info',
    });
  });

  it('parseServeSettings() wants the credentials of Prometheus in one place', () => {
    const file = { 'prometheus-http-config': ['/etc/http.yml'] };

    expect(serve({ ...file, 'prometheus-url': ['http://a'] })).toMatchObject({
      prometheusUrl: 'http://a/',
      prometheusHttpConfig: '/etc/http.yml',
    });
    expect(() => serve(file)).toThrow(
      'Cannot use --prometheus-http-config "/etc/http.yml": write --prometheus-url, too',
    );
    expect(() => serve({ ...file, 'prometheus-url': ['http://me:s3cret@a'] })).toThrow(
      'write the user and the password of --prometheus-url as basic_auth in this file',
    );
  });

  it.each([
    ['0.0.0.0:80', { kind: 'tcp', host: '0.0.0.0', port: 80, api: 'all' }],
    ['localhost:0', { kind: 'tcp', host: 'localhost', port: 0, api: 'all' }],
    ['[::1]:7446', { kind: 'tcp', host: '::1', port: 7446, api: 'all' }],
    ['[::1]:1,api=docker', { kind: 'tcp', host: '::1', port: 1, api: 'docker' }],
    ['unix:/run/a b,c.sock', { kind: 'unix', path: '/run/a b,c.sock', api: 'all' }],
    ['unix:/run/d.sock,api=docker', { kind: 'unix', path: '/run/d.sock', api: 'docker' }],
  ])('parseServeSettings() listens on %s', (text, address) => {
    expect(serve({ listen: [text] }).listen).toEqual([address]);
  });

  it.each([
    '',
    '7446',
    ':7446',
    '127.0.0.1',
    '127.0.0.1:65536',
    '127.0.0.1:-1',
    '127.0.0.1:1,api=rest',
    '999.0.0.1:80',
    '::1:7446',
    '[127.0.0.1]:80',
    'a b:80',
    'unix:relative.sock',
    'unix:',
    `unix:/${'x'.repeat(107)}`,
    'http://127.0.0.1:80',
  ])('parseServeSettings() refuses to listen on "%s"', (text) => {
    expect(() => serve({ listen: ['127.0.0.1:1', text] })).toThrow(
      `Cannot use --listen ${JSON.stringify(text)}: write HOST:PORT, [IPv6]:PORT or unix:/FILE`,
    );
  });

  it.each([
    ['127.0.0.1:1,api=rest', 'and only ",api=docker" or ",api=all" behind it'],
    [`unix:/${'x'.repeat(107)}`, 'with a path of at most 107 bytes'],
    ['7446', 'such as "127.0.0.1:7446"'],
  ])('parseServeSettings() says what is wrong with the address "%s"', (text, advice) => {
    expect(() => serve({ listen: [text] })).toThrow(advice);
  });

  it.each([
    ['/usr/local/bin/*', 'write the name of the file without its directory, such as "containerd-shim-kata-*"'],
    [
      'io.containerd.kata.v2',
      `write the name of the shim's file, such as "containerd-shim-kata-*", not of the runtime`,
    ],
    ['containerd-shim-{kata,x}-v2', 'write *, ? and [a-z] only, and the option once for each pattern'],
    ['containerd-shim-[kata', 'close the "[", or write "[[]" for the character itself'],
  ])('parseObserveSettings() refuses the pattern "%s", which matches no shim', (text, advice) => {
    expect(() => observe({ deny: ['containerd-shim-*', text] })).toThrow(
      `Cannot use --deny ${JSON.stringify(text)}: ${advice}`,
    );
  });

  it.each(['*', '[!a]?[]x]*', 'a[[]b', 'containerd-shim-[a-c]-v?'])(
    'parseObserveSettings() takes the pattern "%s"',
    (text) => {
      expect(observe({ allow: [text] }).policy.allow).toEqual([text]);
    },
  );

  it.each(['http://a.example', 'a b', 'a.example/', '*.example'])(
    'parseServeSettings() refuses the host name "%s"',
    (text) => {
      expect(() => serve({ 'allowed-host': [text] })).toThrow(
        `Cannot use --allowed-host ${JSON.stringify(text)}: write a name alone, such as "shimdex.example.org"`,
      );
    },
  );

  it('parseServeSettings() refuses an address that is given twice', () => {
    expect(() => serve({ listen: ['unix:/a', 'unix:/a'] })).toThrow(
      'Cannot use --listen "unix:/a": write each address once',
    );
  });

  it('parseServeSettings() replaces the default address with sockets of systemd, and adds them to given addresses', () => {
    const inherited = [{ kind: 'fd', fd: 3, api: 'all' }] as const;

    expect(serve({}, {}, inherited).listen).toEqual(inherited);
    expect(serve({ listen: ['unix:/a'] }, {}, inherited).listen).toHaveLength(2);
  });

  it.each([
    [{ verify: ['0.25'] }, { verifySeconds: 0.25 }],
    [{ rescan: ['86400'] }, { rescanSeconds: 86_400 }],
    [{ 'insecure-listen': ['true'] }, { insecureListen: true }],
    [{ 'log-level': ['silent'] }, { logLevel: 'silent' }],
    [{ 'allowed-host': ['a.example', ''] }, { allowedHosts: ['a.example'] }],
  ])('parseServeSettings() reads %j', (words, expected) => {
    expect(serve(words)).toMatchObject(expected);
  });

  it.each([
    [{ verify: ['0'] }, 'Cannot use --verify "0": write a number of seconds from 0.1 to 86400'],
    [{ verify: ['1s'] }, 'Cannot use --verify "1s": write a number of seconds from 0.1 to 86400'],
    [{ rescan: ['Infinity'] }, /number of seconds/],
    [{ rescan: ['86401'] }, /number of seconds/],
    [{ 'log-level': ['loud'] }, 'write one of trace, debug, info, warn, error, fatal, silent'],
  ])('parseServeSettings() refuses %j and says what to write', (words, message) => {
    expect(() => serve(words)).toThrow(message);
  });

  it('parseServeSettings() requires a value for a switch in the environment', () => {
    expect(serve({}, { SHIMDEX_INSECURE_LISTEN: '1' }).insecureListen).toBe(true);
    expect(serve({}, { SHIMDEX_INSECURE_LISTEN: 'false' }).insecureListen).toBe(false);
    expect(() => serve({}, { SHIMDEX_INSECURE_LISTEN: '' })).toThrow(
      'Cannot use SHIMDEX_INSECURE_LISTEN "": write one of',
    );
  });
});
