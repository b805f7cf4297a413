import { describe, expect, it } from 'vitest';
import { configRelease } from '../../../src/core/containerd/config/release.ts';
import { askCri, type CriAnswer } from '../../../src/core/cri/ask.ts';
import { evidenceOfRelease } from '../../../src/core/pairing/evidence.ts';
import { containerd, executable, missing } from '../../builders.ts';
import { handler, readAs } from '../containerd/config/config-host.ts';

const here = new Set(['/usr/bin/runc', '/usr/bin/containerd-shim-runc-v2', '/usr/bin/containerd-shim-kata-v2']);

function ask(name: string, sections: string, version = '2.3.4', library?: string): CriAnswer {
  const { cri } = readAs(version, {
    'config.toml': `version = 2\n${handler(2, 'runc', 'io.containerd.runc.v2')}${sections}`,
  });
  if (cri?.handlers === undefined) throw new Error('CRI is off');
  const inspect = (path: string) => (here.has(path) ? executable() : missing());
  const world = {
    handlers: cri.handlers,
    release: configRelease(version),
    containerd: containerd({ version }),
    inspect,
    ...(library === undefined ? {} : { shimEvidence: () => evidenceOfRelease(library, 'runc-v2') }),
  };
  return askCri(name, world);
}

describe('askCri()', () => {
  it('answers an empty question with the default handler and finds its OCI runtime', () => {
    expect(ask('', '')).toMatchObject({ handler: 'runc', error: undefined, ociRuntime: '/usr/bin/runc' });
  });

  it('does not know names that only look like a handler', () => {
    expect(ask('Runc', '').error).toBe(
      'unable to get OCI runtime for sandbox "ID": no runtime for "Runc" is configured',
    );
    expect(ask('Runc', '', '1.7.34').error).toBe('failed to get sandbox runtime: no runtime for "Runc" is configured');
  });

  it('finds a shim that is not the one of runc, and leaves its options to it', () => {
    const kata = `${handler(2, 'kata', 'io.containerd.kata.v2')}options = { ConfigPath = "/k.toml" }`;
    expect(ask('kata', kata)).toMatchObject({ error: undefined, ociRuntime: undefined, options: { kind: 'generic' } });
  });

  it('reports a shim that is not installed', () => {
    expect(ask('x', handler(2, 'x')).error).toContain('binary not installed "containerd-shim-x-v1"');
  });

  it('reports an OCI runtime that is not there', () => {
    const crun = `${handler(2, 'crun', 'io.containerd.runc.v2')}options = { BinaryName = "crun" }`;
    expect(ask('crun', crun).error).toMatch(/: exec: "crun": executable file not found in \$PATH$/);
  });

  it.each([
    ['1.7.24', '2.1.9', 'unsupported shim version (3): not implemented'],
    ['2.3.4', '1.6.20', 'io.containerd.runc.v2: type with url ID: not found: exit status 1'],
  ])('reports a shim that containerd %s cannot start', (version, library, text) => {
    const sandbox = version.startsWith('2') ? 'failed to start sandbox "ID": ' : '';

    expect(ask('runc', '', version, library).error).toBe(
      `${sandbox}failed to create containerd task: failed to start shim: start failed: ${text}`,
    );
  });

  it('does not look at runtime_path before 1.6.21', () => {
    const section = `${handler(2, 'x', 'io.containerd.runc.v2')}runtime_path = "/none"`;
    expect(ask('x', section, '1.6.20').error).toBeUndefined();
    expect(ask('x', section, '1.6.21').error).toContain('invalid custom binary path: stat /none');
  });

  it('reports an unknown sandbox controller, and the end of the daemon for one that the shim does not have', () => {
    const section = (value: string) => `${handler(2, 'x', 'io.containerd.runc.v2')}sandboxer = "${value}"`;
    expect(ask('x', section('nosuch')).error).toBe(
      'failed to create sandbox "ID": failed to get sandbox controller by nosuch',
    );
    expect(ask('x', section('shim'), '2.2.7').panics).toBe(true);
    expect(ask('x', section('shim'), '1.7.34')).toMatchObject({ error: undefined, panics: false });
  });
});
