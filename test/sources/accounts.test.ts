import { expect, it } from 'vitest';
import { parseAccounts } from '../../src/sources/accounts.ts';

it('parseAccounts() leaves out lines without a name or an id', () => {
  const text = 'root:x:0:0\n\n# no user\n:x:5:\nbad:x:one:\nstaff:x:50:alice,bob\nlong:x:99999999999:\n';

  expect(parseAccounts(Buffer.from(text))).toEqual([
    ['root', 'x', '0', '0'],
    ['staff', 'x', '50', 'alice,bob'],
  ]);
});
