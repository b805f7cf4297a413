import { expect, it } from 'vitest';
import { renderYaml } from '../../../src/cli/output/yaml.ts';

it.each([
  ['tab\tx', '"tab\\tx"'],
  ['=', '"="'],
  ['a=b', 'a=b'],
  ['yes', '"yes"'],
  ['1:30', '"1:30"'],
])('renderYaml() writes %j so that readers of YAML 1.1 get the same text', (text, written) => {
  expect(renderYaml([text])).toBe(`- ${written}\n`);
});
