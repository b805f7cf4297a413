import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAnnouncer } from '../../../public/document/announcer.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a screen reader hears of texts that follow each other at once. */
function heard(...texts: readonly (readonly [text: string, kind?: { isNews: boolean }])[]): string {
  const element = { textContent: '' };
  const announce = createAnnouncer(element as never);
  for (const [text, kind] of texts) {
    announce(text, kind);
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(1000);
  return element.textContent;
}

const news = { isNews: true };

it.each([
  ['the newest answer', [['one'], ['two']], 'two'],
  [
    'the newest news',
    [
      ['one', news],
      ['two', news],
    ],
    'two',
  ],
  ['an answer after news', [['kata added', news], ['kata starts']], 'kata starts'],
  ['an answer before news', [['kata starts'], ['kata added', news]], 'kata starts'],
] as const)('of several texts within a second, %s is announced', (_, texts, expected) => {
  expect(heard(...texts)).toBe(expected);
});

it('the outcome of what the reader did is announced within 300 ms', () => {
  const element = { textContent: '' };
  const announce = createAnnouncer(element as never);
  announce('kata added', news);
  announce('Copied', { isOutcome: true });
  vi.advanceTimersByTime(300);

  expect(element.textContent).toBe('Copied');
});

it('news is announced again once the answer was', () => {
  const element = { textContent: '' };
  const announce = createAnnouncer(element as never);
  announce('kata starts');
  vi.advanceTimersByTime(1000);
  expect(element.textContent).toBe('kata starts');

  announce('kata removed', news);
  vi.advanceTimersByTime(1000);

  expect(element.textContent).toBe('kata removed');
});
