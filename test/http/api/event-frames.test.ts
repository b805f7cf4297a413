import { expect, it } from 'vitest';
import { EventFrames } from '../../../src/http/api/event-frames.ts';

it('a frame has memory of its own, because the history keeps it for long', () => {
  const frame = new EventFrames('boot').change({ revision: 7, changes: [] });

  expect(frame.toString()).toBe('event: change\nid: boot.7\ndata: {"revision":7,"changes":[]}\n\n');
  expect(frame.buffer.byteLength).toBe(frame.length);
});
