import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { readSystemdService } from '../../../src/sources/systemd/read-service.ts';

const UNIT = '/usr/lib/systemd/system/containerd.service';

/** A host with these files; a text that begins with `->` is a link. */
function host(texts: Readonly<Record<string, string>>): { readonly files: HostFiles; readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-service-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text.startsWith('->')) symlinkSync(text.slice(2), join(root, path));
    else writeFileSync(join(root, path), text);
  }
  return { files: new HostFiles(root), root };
}

describe('readSystemdService()', () => {
  it('says at which lines systemd stops reading drop-ins', () => {
    const dropIn = (name: string) => `/etc/systemd/system/containerd.service.d/${name}.conf`;
    const { files } = host({
      [UNIT]: '[Service]\nExecStart=/usr/bin/containerd\n',
      [dropIn('a')]: '[Service]\nEnvironment=A=1\nExecStartPre=a/b\nEnvironment=B=1\n',
      [dropIn('b')]: '[Service]\nEnvironment=C=1\n[Unit\n[Service]\nEnvironment=D=1\n',
      [dropIn('c')]: '[Service]\nEnvironment=E=1\nKillMode=nonsense\nEnvironment=F=1\n',
    });

    const service = readSystemdService(files, 'containerd.service');

    expect(service.state).toBe('loaded');
    expect(service.refusedInDropIns).toEqual([
      { file: dropIn('a'), line: 3 },
      { file: dropIn('b'), line: 3 },
    ]);
    expect(service.environment.map(({ name }) => name).filter((name) => name !== 'PATH')).toEqual(['A', 'C', 'E', 'F']);
  });

  it('says where each value was written', () => {
    const dropIn = '/etc/systemd/system/containerd.service.d/path.conf';
    const { files } = host({
      [UNIT]:
        '[Unit]\nBindsTo=a.service\n[Service]\n\nExecStart=/usr/bin/containerd \\\n  --log-level $LEVEL\nKillMode=process\n',
      [dropIn]: '[Service]\nEnvironment="PATH=/opt/kata/bin:/usr/bin"\nEnvironmentFile=/etc/default/containerd\n',
      '/etc/default/containerd': '# level\nLEVEL="debug"\n',
    });

    const service = readSystemdService(files, 'containerd.service');

    expect(service).toMatchObject({
      state: 'loaded',
      fragment: UNIT,
      dropIns: [dropIn],
      commands: [{ argv: ['/usr/bin/containerd', '--log-level', 'debug'], from: { file: UNIT, line: 5 } }],
      environment: [
        { name: 'LEVEL', value: 'debug', from: { file: '/etc/default/containerd', line: 2 } },
        { name: 'PATH', value: '/opt/kata/bin:/usr/bin', from: { file: dropIn, line: 2 } },
      ],
      pathIsAssumed: false,
      killMode: { value: 'process', from: { file: UNIT, line: 7 } },
      bindsTo: [{ value: 'a.service', from: { file: UNIT, line: 2 } }],
    });
    expect(service.dependsOn).toEqual(
      expect.arrayContaining([UNIT, dropIn, dirname(dropIn), '/etc/default/containerd']),
    );
  });

  it.each([
    ['without a library', {}, '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', true],
    [
      'of Debian 12',
      {
        '/usr/lib/systemd/libsystemd-shared-252.so': '\0/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\0',
      },
      '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      false,
    ],
    [
      'of Debian 13',
      {
        '/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-257.so':
          '\0/usr/local/bin:/usr/bin\0\0/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin\0',
      },
      '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin',
      false,
    ],
    [
      'where /usr/sbin is a link',
      {
        '/usr/sbin': '->bin',
        '/usr/lib/systemd/libsystemd-shared-258.so':
          '\0/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin\0/usr/local/bin:/usr/bin\0',
      },
      '/usr/local/bin:/usr/bin',
      false,
    ],
  ])('gives the default PATH %s', (_, texts: Readonly<Record<string, string>>, path, pathIsAssumed) => {
    const { files } = host({ [UNIT]: '[Service]\nExecStart=/bin/true\n', ...texts });

    const service = readSystemdService(files, 'containerd.service');

    expect(service).toMatchObject({ environment: [{ name: 'PATH', value: path }], pathIsAssumed });
  });

  it('reports specifiers that only the running host can fill in', () => {
    const { files } = host({ [UNIT]: '[Service]\nExecStart=/bin/true %v %b\n' });

    expect(readSystemdService(files, 'containerd.service')).toMatchObject({
      commands: [{ argv: ['/bin/true', '%v', '%b'] }],
      unknownSpecifiers: ['%b', '%v'],
    });
  });

  it.each(['', '..', '../../etc/passwd', 'a/b.service', 'x'.repeat(300), 'no-type', '@.service', '__proto__.service'])(
    'finds nothing for the name "%s"',
    (name) => {
      const { files } = host({ '/etc/passwd': 'root' });

      expect(readSystemdService(files, name)).toMatchObject({ name, state: 'not-found', commands: [], dropIns: [] });
    },
  );

  it('ends for aliases that lead to each other, and never leaves the root', () => {
    const { files } = host({
      '/etc/systemd/system/a.service': '->b.service',
      '/etc/systemd/system/b.service': '->a.service',
      '/etc/systemd/system/c.service': '->../../../../../../../../etc/passwd',
    });

    expect(readSystemdService(files, 'a.service').state).toBe('not-found');
    expect(readSystemdService(files, 'c.service').state).toBe('not-found');
  });

  it('does not read a unit that is too large, and answers at once for long lines', () => {
    const { files, root } = host({
      [UNIT]: '',
      '/usr/lib/systemd/system/long.service': `[Service]\n${'ExecStart=/bin/true \\\n'.repeat(20_000)}`,
      '/usr/lib/systemd/system/slashes.service': `[Service]\nExecStart=/bin/true ${'\\\\'.repeat(200_000)}${'$$'.repeat(50_000)}\n`,
    });
    truncateSync(join(root, UNIT), 2 ** 40);
    const started = performance.now();

    expect(readSystemdService(files, 'containerd.service').state).toBe('error');
    expect(readSystemdService(files, 'long.service').state).toBe('loaded');
    expect(readSystemdService(files, 'slashes.service').state).toBe('loaded');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it.each([
    ['a path that ends in a backslash', `ExecSearchPath=/${'a'.repeat(200_000)}\\ \n`],
    ['many controllers', 'Delegate=c1\nDelegate=cpu\n'.repeat(20_000)],
    ['open braces', `ExecStart=/bin/x ${'${'.repeat(100_000)}\n`],
    ['open braces and colons', `ExecStart=/bin/x ${'${a:'.repeat(60_000)}}\n`],
    ['a text that specifiers make too long', `ExecStart=/bin/x ${'%o'.repeat(400_000)}\n`],
    ['an environment file with blanks in a name', 'EnvironmentFile=/etc/blanks\nExecStart=/bin/x\n'],
  ])('answers at once for %s', (_, lines) => {
    const { files } = host({
      [UNIT]: `[Service]\n${lines}`,
      '/etc/os-release': `ID=${'o'.repeat(1100)}\n`,
      '/etc/blanks': `a${' '.repeat(200_000)}b=1\n`,
    });
    const started = performance.now();
    readSystemdService(files, 'containerd.service');

    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('answers for units of random pieces', () => {
    const pieces = [
      '[Service]',
      '[',
      ']',
      '\n',
      '=',
      'ExecStart',
      'Environment',
      'EnvironmentFile',
      '/bin/x',
      '\\',
      '"',
      "'",
      '$',
      '{',
      '}',
      '%',
      'n',
      ';',
      '#',
      ' ',
      '\r',
      '\0',
      '-',
      '@',
      ':',
      '*',
      '\ufeff',
      'é',
    ];
    const { files, root } = host({ [UNIT]: 'x' });
    let state = 7;
    const next = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 16;
    };

    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: next() % 80 }, () => pieces[next() % pieces.length]).join('');
      writeFileSync(join(root, UNIT), `[Service]\nExecStart=/bin/x ${text}`);

      expect(readSystemdService(files, 'containerd.service').id).toBe('containerd.service');
    }
  });
});
