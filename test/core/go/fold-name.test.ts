import { expect, it } from 'vitest';
import { matchesField } from '../../../src/core/go/fold-name.ts';

it.each([
  ['runtimeArgs', 'runtimeArgs', true],
  ['RUNTIMEARGS', 'runtimeArgs', true],
  ['runtimeArg\u017f', 'runtimeArgs', true],
  ['\u212aey', 'key', true],
  ['path ', 'path', false],
  ['pâth', 'path', false],
  ['patH\u0130', 'pathi', false],
])('matchesField() compares %j with %s', (name, field, wanted) => {
  expect(matchesField(name, field)).toBe(wanted);
});
