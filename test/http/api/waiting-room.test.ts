import { expect, it, vi } from 'vitest';
import { WaitingRoom } from '../../../src/http/api/waiting-room.ts';
import { ShownInventory } from '../serving.ts';

const stay = () => {};

it('wait() ends with the publication that fulfils it, and with one subscription for all', async () => {
  const reader = new ShownInventory();
  const room = new WaitingRoom(reader, 10);

  const waits = [2, 3].map((revision) => room.wait((inventory) => inventory.revision === revision, 60_000, stay));
  reader.show();
  reader.show();
  reader.show();

  expect(await Promise.all(waits)).toEqual(['fulfilled', 'fulfilled']);
  expect(room.waiting).toBe(0);
  expect(reader.listeners).toBe(1);
});

it('wait() forgets a client that leaves', async () => {
  const room = new WaitingRoom(new ShownInventory(), 1);
  const onLeave = vi.fn<(leave: () => void) => void>();

  const wait = room.wait(() => false, 60_000, onLeave);
  expect(room.full).toBe(true);
  onLeave.mock.calls[0]?.[0]();

  expect(await wait).toBe('gone');
  expect(room.waiting).toBe(0);
});

it('end() ends every wait, and accepts no new one', async () => {
  const reader = new ShownInventory();
  const room = new WaitingRoom(reader, 10);
  const wait = room.wait(() => false, 60_000, stay);

  room.end();

  expect(await wait).toBe('ended');
  expect(await room.wait(() => true, 60_000, stay)).toBe('ended');
  expect(reader.listeners).toBe(0);
});
