import { expect, it } from 'vitest';
import { adviseOnFault } from '../../../src/core/advice/execution-fault.ts';
import type { ExecutionFault } from '../../../src/model/host/execution-fault.ts';

const path = '/usr/bin/a b';

const closed = { kind: 'not-executable', path, what: 'it is not executable (mode 0644)' } as const;

it('adviseOnFault() advises chmod where only a mode bit is missing', () => {
  expect(adviseOnFault({ ...closed, content: null }).command).toBe("chmod 755 '/usr/bin/a b'");
});

it.each<[string, ExecutionFault | undefined, RegExp]>([
  [
    'of a text',
    { kind: 'not-a-program', path, isText: true, what: 'it is a text' },
    /install the program in its place/,
  ],
  ['of an empty file', { kind: 'empty', path, what: 'it is empty' }, /Install the program again/],
  [
    'of a script without its interpreter',
    { kind: 'missing-interpreter', path, interpreter: '/no/such', what: 'its interpreter does not exist' },
    /Install "\/no\/such".*Then make it executable/,
  ],
  ['that nobody may read', undefined, /If it is a program, make it executable/],
])('adviseOnFault() has no command for the mode %s', (_, content, text) => {
  const advice = adviseOnFault(content === undefined ? closed : { ...closed, content });

  expect(advice).not.toHaveProperty('command');
  expect(advice.text).toMatch(text);
});

it('adviseOnFault() repairs a script with carriage returns and its mode with one command', () => {
  const content = { kind: 'carriage-return', path: '/x', interpreter: '/bin/sh\r', what: 'its first line' } as const;

  expect(adviseOnFault({ ...closed, path: '/x', content }).command).toBe("sed -i 's/\\r$//' /x && chmod 755 /x");
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

it('adviseOnFault() says what to repair where env finds a program that does not execute', () => {
  const cause = { kind: 'missing-interpreter', path: '/a/prog', interpreter: '/no/sh', what: 'it has none' } as const;
  const refusal = { errno: 'ENOENT', path: '/a/prog', cause };
  const env = { program: 'prog', env: 'env', searchPath: '/a' };
  const refused = { ...env, kind: 'missing-program', path, refusal, what: 'env cannot execute it' } as const;
  const started = { kind: 'unusable-interpreter', path, interpreter: 'prog', cause, what: 'it fails' } as const;

  expect(adviseOnFault(refused).text).toContain('Install "/no/sh", or correct the first line of the script');
  expect(adviseOnFault(started).text).toContain('Repair "/a/prog"');
});
