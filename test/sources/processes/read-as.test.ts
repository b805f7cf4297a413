import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { readFileAs } from '../../../src/sources/processes/read-as.ts';

const user = { uid: 61_234, gid: 61_234, groups: [] };

function host() {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-read-as-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  chmodSync(root, 0o755);
  const put = (path: string, mode: number, directoryMode = 0o755) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), 'text');
    chmodSync(join(root, path), mode);
    chmodSync(dirname(join(root, path)), directoryMode);
  };
  put('/etc/open', 0o644);
  put('/etc/closed', 0o600);
  put('/root/open', 0o644, 0o700);
  symlinkSync('/etc/closed', join(root, 'etc/link'));
  return new HostFiles(root);
}

it('readFileAs() reads what the user of the process may read', () => {
  const files = host();

  expect(readFileAs(files, '/etc/open', user)).toMatchObject({ ok: true });
  expect(readFileAs(files, '/etc/open', user, 3)).toEqual({ ok: false, errno: 'EFBIG' });
  expect(readFileAs(files, '/etc/missing', user)).toEqual({ ok: false, errno: 'ENOENT' });
});

it.each(['/etc/closed', '/root/open', '/etc/link'])('readFileAs() does not read %s for a user who may not', (path) => {
  const files = host();

  expect(readFileAs(files, path, user)).toEqual({ ok: false, errno: 'EACCES' });
  expect(readFileAs(files, path, { ...user, uid: 0 })).toMatchObject({ ok: true });
});
