import { expect, it } from 'vitest';
import { createLog } from '../src/log.ts';

function recorded(level: 'info' | 'silent') {
  const lines: string[] = [];
  return { log: createLog(level, { write: (line) => lines.push(line) }), lines };
}

it('createLog() writes one JSON object per line, from its level up', () => {
  const { log, lines } = recorded('info');

  log.debug('unheard');
  log.warn({ source: 'docker-config' }, 'source unhealthy');

  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    source: 'docker-config',
    msg: 'source unhealthy',
  });
});

it('createLog() escapes control and direction characters', () => {
  const hostile = 'a\u001b[31m\u007f\u0085\u009b1m\u200b\u202e\u2028\u2066\ufeff\u{e0001}\n"ü';
  const { log, lines } = recorded('info');

  log.info({ name: hostile }, 'seen');

  expect(lines[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ name: hostile });
});

it('createLog() can be silent', () => {
  const { log, lines } = recorded('silent');

  log.fatal('unheard');

  expect(lines).toEqual([]);
});
