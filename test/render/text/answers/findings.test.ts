import { expect, it } from 'vitest';
import { renderFindings } from '../../../../src/render/text/answers/findings.ts';
import { finding } from '../../../builders.ts';

it('renderFindings() groups by severity, the worst first, and counts', () => {
  const text = renderFindings(
    [
      finding({ severity: 'low', code: 'shim-shadowed', subject: '/b', message: 'One', advice: [{ text: 'Do one' }] }),
      finding({
        severity: 'high',
        code: 'docker-config-refused',
        subject: '/d:3',
        message: 'Two',
        advice: [{ text: 'Do two' }],
      }),
      finding({
        severity: 'low',
        code: 'shim-unusable',
        subject: '/c',
        message: 'Three',
        advice: [{ text: 'Do three' }],
      }),
    ],
    { colour: false },
  );

  expect(text).toBe(`HIGH
  docker-config-refused  /d:3
    Two
    -> Do two

LOW
  shim-shadowed  /b
    One
    -> Do one
  shim-unusable  /c
    Three
    -> Do three

3 findings: 1 high, 2 low
"shimdex check --explain CODE" prints what a finding means
`);
});

it('renderFindings() shows what to write before the command that loads it', () => {
  const advice = [{ text: 'Do', command: 'load it', file: '/f', snippet: 'a = 1\n' }];

  expect(renderFindings([finding({ advice })], { colour: false })).toContain(
    '    -> Do\n       in /f\n         a = 1\n       $ load it\n',
  );
});

it('renderFindings() handles none and one', () => {
  expect(renderFindings([], { colour: false })).toBe('No findings\n');
  expect(renderFindings([finding()], { colour: false })).toMatch(/\n1 finding: 1 low\n/);
});

it('renderFindings() escapes text of the host', () => {
  const hostile = finding({ subject: '/\u001b[2J', message: 'a\nb', advice: [{ text: '\u202e' }] });

  const text = renderFindings([hostile], { colour: false });

  expect(text).toContain('/\\x1b[2J');
  expect(text).toContain('a\\x0ab');
  expect(text).toContain('\\u{202e}');
});
