import { expect, it } from 'vitest';
import { SourceLog } from '../../src/discovery/source-log.ts';
import { createLog } from '../../src/log.ts';
import type { SourceState } from '../../src/model/inventory/source.ts';

const state = (word: SourceState['state']): SourceState => ({ source: 'search-path', state: word });

it('SourceLog logs a source that cannot be read once, and once when it is read again', () => {
  const lines: string[] = [];
  const log = new SourceLog(createLog('info', { write: (line) => lines.push(line) }));

  for (const word of ['read', 'stale', 'stale', 'unreadable', 'read', 'read'] as const) log.observe([state(word)]);

  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['source cannot be read', 'source is read again']);
  expect(lines[0]).toContain('"source":"search-path"');
});
