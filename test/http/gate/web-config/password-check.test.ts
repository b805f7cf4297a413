import { hashSync } from 'bcryptjs';
import { beforeEach, expect, it } from 'vitest';
import { PasswordCheck } from '../../../../src/http/gate/web-config/password-check.ts';

const users = new Map([['tom', hashSync('s:e:cret', 4)]]);

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

let passwords: PasswordCheck;
beforeEach(() => {
  passwords = new PasswordCheck();
});

it('check() accepts the right password, and remembers it the next time', async () => {
  expect(await passwords.check(basic('tom', 's:e:cret'), users)).toBe('welcome');

  expect(passwords.check(basic('tom', 's:e:cret'), users)).toBe('welcome');
  expect(passwords.check(basic('tom', 's:e:cret').replace('Basic', 'bAsIc'), users)).toBe('welcome');
});

it.each([undefined, '', 'Basic', 'Basic !', 'Bearer dG9tOnM6ZTpjcmV0', 'Basic dG9t', 'Digest x'])(
  'check() refuses the header %j without a look at any hash',
  (header) => {
    expect(passwords.check(header, users)).toBe('refused');
  },
);

it.each([
  ['tom', 'wrong'],
  ['tom', ''],
  ['', ''],
  ['nobody', 's:e:cret'],
  ['__proto__', 'x'],
])('check() refuses %j with %j, and remembers it the next time', async (user, password) => {
  expect(await passwords.check(basic(user, password), users)).toBe('refused');

  expect(passwords.check(basic(user, password), users)).toBe('refused');
});

it('check() forgets the verified password of a user whose hash changed', async () => {
  await passwords.check(basic('tom', 's:e:cret'), users);

  const changed = new Map([['tom', hashSync('other', 4)]]);

  expect(await passwords.check(basic('tom', 's:e:cret'), changed)).toBe('refused');
});

it('check() computes once for clients that ask the same at the same time', () => {
  const first = passwords.check(basic('tom', 's:e:cret'), users);
  const second = passwords.check(basic('tom', 's:e:cret'), users);

  expect(first).toBeInstanceOf(Promise);
  expect(second).toBe(first);
});

it('check() refuses a client while all seats are taken', () => {
  const tries = Array.from({ length: 20 }, (_, n) => passwords.check(basic('tom', `guess ${n}`), users));

  expect(tries.filter((verdict) => verdict === 'busy')).toHaveLength(4);
});

it('check() takes the same time for an unknown user as for a known one', async () => {
  const dear = new Map([['tom', hashSync('x', 9)]]);
  const timed = async (user: string) => {
    const check = new PasswordCheck();
    const start = performance.now();
    await check.check(basic(user, 'wrong'), dear);
    return performance.now() - start;
  };
  // A busy machine makes some of them slower, and none faster.
  const fastest = { tom: Number.POSITIVE_INFINITY, nobody: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 5; round += 1) {
    for (const user of ['tom', 'nobody'] as const) fastest[user] = Math.min(fastest[user], await timed(user));
  }

  expect(fastest.nobody).toBeGreaterThan(fastest.tom / 4);
});
