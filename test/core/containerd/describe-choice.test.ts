import { expect, it } from 'vitest';
import { describeAbsence, describeChoice } from '../../../src/core/containerd/describe-choice.ts';

const address = '/run/containerd/containerd.sock';
const k3s = { pid: 50, address: '/run/k3s/containerd/containerd.sock', belongsTo: 'k3s' };

it('describeChoice() says nothing about the only containerd at the usual address', () => {
  expect(describeChoice({ address, chosen: { pid: 1, address }, others: [] })).toBeUndefined();
});

it('describeChoice() names the only containerd, which serves another address', () => {
  const text = describeChoice({ address, chosen: k3s, isOnlyOne: true, others: [] });

  expect(text).toBe(
    `No containerd serves "${address}"; the only one that runs is described: process 50 at "${k3s.address}" (k3s). To look at it always, add --containerd-address ${k3s.address}`,
  );
});

it('describeAbsence() names four of many containerds', () => {
  const text = describeAbsence(address, {
    others: [1, 2, 3, 4, 5, 6].map((pid) => ({ pid, address: `/run/${pid}.sock` })),
  });

  expect(text).toContain('process 4 at "/run/4.sock" and 2 more');
  expect(text).toContain('--containerd-address /run/1.sock');
});

it('describeAbsence() names a process that is not believed, and the option that describes it', () => {
  const text = describeAbsence(address, { doubted: [{ pid: 50, uid: 1000 }] });

  expect(text).toMatch(/but a process of user 1000 is called containerd\. To look at it, add --containerd 50$/);
});
