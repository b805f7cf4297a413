import { describe, expect, it } from 'vitest';
import { namedObjects } from '../../../../../src/core/docker/config/runtimes/named-objects.ts';

const runtimesIn = (text: string) => [...namedObjects(text)].flatMap(([name, found]) => (found.isRuntime ? name : []));

describe('namedObjects()', () => {
  it('finds the line of each named object, and which ones are runtimes', () => {
    const text = '{\n"log-opts": {},\n"runtimes": {\n"kata": { "options": {} },\n"a\\"b": {}\n},\n"other": {}\n';

    expect([...namedObjects(text)]).toEqual([
      ['log-opts', { line: 2, isRuntime: false }],
      ['kata', { line: 4, isRuntime: true }],
      ['options', { line: 4, isRuntime: false }],
      ['a"b', { line: 5, isRuntime: true }],
      ['other', { line: 7, isRuntime: false }],
    ]);
  });

  it.each([
    ['a comma too many', '{ "runtimes": { "kata": { "path": "/k" }, }', ['kata']],
    ['a comma too few', '{ "debug": true "runtimes": { "kata": {} "crun": {} } }', ['kata', 'crun']],
    ['a brace too few, before an option', '{ "runtimes": { "kata": {}, "log-opts": {} }', ['kata']],
    ['braces in texts', '{ "label": "}{", "runtimes": { "kata": { "path": "/}{" }, "crun": {} } }', ['kata', 'crun']],
    ['nothing', '{bad', []],
  ])('finds runtimes in a file with %s', (_, text, runtimes) => {
    expect(runtimesIn(text)).toEqual(runtimes);
  });
});
