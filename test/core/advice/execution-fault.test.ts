import { expect, it } from 'vitest';
import { adviseOnFault } from '../../../src/core/advice/execution-fault.ts';

const path = '/usr/bin/a b';

it('adviseOnFault() advises chmod where a mode bit is missing', () => {
  const fault = { kind: 'not-executable', path, what: 'its mode 0644 does not let user 0 execute it' } as const;

  expect(adviseOnFault(fault).command).toBe("chmod 755 '/usr/bin/a b'");
});

it('adviseOnFault() advises no chmod on a file system that is mounted noexec', () => {
  const fault = { kind: 'noexec', path, what: 'it is on the file system at "/opt"' } as const;

  expect(adviseOnFault(fault)).not.toHaveProperty('command');
});

it('adviseOnFault() shows a carriage return', () => {
  const interpreter = '/bin/sh\r';
  const fault = { kind: 'missing-interpreter', path, interpreter, what: `"${interpreter}" does not exist` } as const;

  expect(adviseOnFault(fault).text).toContain('"/bin/sh\\r"');
});

it('adviseOnFault() names the version that a library lacks', () => {
  const fault = {
    kind: 'missing-library',
    path,
    what: 'it needs the version GLIBC_2.38 of "libc.so.6"',
    library: 'libc.so.6',
    neededBy: path,
    certain: true,
    version: 'GLIBC_2.38',
  } as const;

  expect(adviseOnFault(fault).text).toContain('GLIBC_2.38');
});
