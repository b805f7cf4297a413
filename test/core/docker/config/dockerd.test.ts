import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atRelease } from '../../../../src/core/docker/config/dockerd.ts';
import { dockerd } from '../../../builders.ts';

describe('parseDockerd()', () => {
  it('holds flags, file and release together', () => {
    const parsed = dockerd({
      version: '28.5.2',
      flags: ['--default-runtime=x.y', '-H', 'fd://'],
      text: '{"data-root": "/d", "containerd": "/c.sock", "exec-root": "/e"}',
      pid: 7,
    });

    expect(parsed).toMatchObject({ version: '28.5.2', pid: 7, rules: { major: 28 } });
    expect(parsed.flags.defaultRuntime).toBe('x.y');
    expect(parsed.flags.given.get('host')?.values).toEqual(['fd://']);
    expect(parsed.config).toMatchObject({
      ok: true,
      document: { dataRoot: '/d' },
      endpoints: { hosts: [], containerd: '/c.sock', execRoot: '/e' },
    });
  });

  it('keeps the error of the flags and the fault of the file, each with its own', () => {
    const parsed = dockerd({ flags: ['--debug=maybe'], text: '{"debug": 1}' });

    expect(parsed.flags.error).toContain('invalid argument "maybe"');
    expect(parsed.config).toMatchObject({ ok: false, line: 1, message: expect.stringContaining('debug of type bool') });
  });

  it('finds the sockets in a file that dockerd would refuse for another part', () => {
    const parsed = dockerd({ text: '{"hosts": ["unix:///a.sock"], "unknown": 1}' });

    expect(parsed.config).toMatchObject({ ok: false, endpoints: { hosts: ['unix:///a.sock'] } });
  });

  it('treats a missing file as an empty one, unless the command line names it', () => {
    expect(dockerd().config).toMatchObject({ ok: true, document: { runtimesSet: 'no' } });
    expect(dockerd({ explicit: true }).config).toMatchObject({
      ok: false,
      message: 'open /etc/docker/daemon.json: no such file or directory',
    });
  });

  it('never throws, and always has the endpoints', () => {
    const bytes = fc.uint8Array({ maxLength: 64 });
    const flags = fc.array(fc.constantFrom('-H', '--', '-DH', '--config-file', '--add-runtime=a', 'x'), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(bytes, flags, fc.constantFrom('20.10.24', '24.0.9', '29.7.2', ''), (bytes, flags, version) => {
        expect(Array.isArray(dockerd({ bytes, flags, version }).config.endpoints.hosts)).toBe(true);
      }),
    );
  });
});

describe('atRelease()', () => {
  it('parses nothing again for another release of the same major version', () => {
    const parsed = dockerd({ version: '28.0.0', flags: ['-D'], text: '{}' });

    const other = atRelease(parsed, '28.5.2');

    expect(other.version).toBe('28.5.2');
    expect(other.flags).toBe(parsed.flags);
    expect(other.config).toBe(parsed.config);
  });

  it('parses by the grammar of another major version', () => {
    const parsed = dockerd({ version: '29.7.2', text: '{"runtimes": {"a": {"runtimeType": "x.y"}}} trailing' });

    const older = atRelease(parsed, '20.10.24');

    expect(parsed.config.ok).toBe(false);
    expect(older).toMatchObject({ version: '20.10.24', rules: { major: 20 }, config: { ok: true } });
  });
});
