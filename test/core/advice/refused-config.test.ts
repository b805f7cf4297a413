import { expect, it } from 'vitest';
import { adviseOnRefusedConfig } from '../../../src/core/advice/refused-config.ts';
import { dockerd } from '../../builders.ts';

const configFile = '/etc/docker/daemon.json';

/** The advice about a daemon.json that dockerd refuses. */
function adviceAbout(text: string, ...flags: readonly string[]): readonly string[] {
  const { config: loaded } = dockerd({ text, flags });
  if (loaded.ok) throw new Error('dockerd accepts it');
  return adviseOnRefusedConfig(loaded, { configFile }).map((advice) => advice.text);
}

it.each([
  ['{"runtimes":{"crun":"/usr/bin/crun"}}', 'an object, as in {"path": "/usr/bin/crun"}, for each entry of "runtimes"'],
  ['{"runtimes":[{"name":"crun"}]}', 'an object of entries, as in {"crun": {"path": "/usr/bin/crun"}}, for "runtimes"'],
  ['{\n"runtimes":{"crun":{"path":"x","runtimeArgs":"-v"}}}', 'as in ["--debug"], for "runtimeArgs" on line 2'],
  ['{"runtimes":{"crun":{"path":5}}}', 'a text in double quotes, for "path"'],
  ['{"runtimes":{"x":{"runtimeType":"a.b","options":[]}}}', 'an object in braces'],
  ['{"default-runtime":["crun"]}', 'a text in double quotes, for "default-runtime"'],
  ['{"live-restore":"true"}', 'true or false, without quotes, for "live-restore"'],
  ['{"mtu":"1500"}', 'a number, without quotes, for "mtu"'],
  ['[]', 'Write one object in braces'],
])('adviseOnRefusedConfig() says which type %s needs', (text, expected) => {
  expect(adviceAbout(text)).toEqual([expect.stringContaining(expected)]);
});

it.each([
  ['{\n"debug": true,\n}', 'Remove the comma before the "}" on line 3'],
  ['{"dns":["1.1.1.1",]}', 'Remove the comma before the "]" on line 1'],
  ['{"debug": true\n"mtu": 1}', 'Write a comma between the two entries on line 2'],
  ['{"dns":["a" "b"]}', 'Write a comma between the two entries'],
  ['{} // why', 'Remove the comment on line 1'],
  ['{"debug": true // why\n}', 'Remove the comment on line 1'],
  ['"debug": true', 'Write braces around all entries: the first one on line 1 stands alone'],
  ['// why\n{}', 'Remove the comment on line 1'],
  ['{\n# why\n}', 'Remove the comment on line 2'],
  ["{'debug': true}", 'Write double quotes on line 1'],
  ['{“debug”: true}', 'Write plain quotes and blanks on line 1'],
  ['{"debug":\u00a0true}', 'Write plain quotes and blanks on line 1'],
  ['{"debug": True}', 'Write true, false, a number, or a text in double quotes on line 1'],
  ['{}}', 'Remove the last "}" on line 1'],
  ['{"runtimes":{', 'it ends before its last "}"'],
  ['<html></html>', 'this file is a web page or XML'],
])('adviseOnRefusedConfig() says how to correct %j', (text, expected) => {
  expect(adviceAbout(text)).toEqual([expect.stringContaining(expected)]);
});

it('adviseOnRefusedConfig() names the two places of an option that is given twice', () => {
  expect(adviceAbout('{"hosts":["tcp://127.0.0.1:2375"]}', '-H', 'fd://')).toEqual([
    'Remove "hosts" from the file, or its flag from the ExecStart of docker.service in a drop-in',
  ]);
});

it.each([
  [`runtime name 'runc' is reserved`, 'Give "runc" another name'],
  ['runtime x: cannot configure both path and runtimeType for the same runtime', 'Keep one key of "x"'],
  [`specified default runtime 'x' does not exist`, 'Add "x" to "runtimes"'],
])('adviseOnRefusedConfig() says what to do about: %s', (message, expected) => {
  expect(adviseOnRefusedConfig({ message }, { configFile })[0]).toMatchObject({
    text: expect.stringContaining(expected),
    file: configFile,
  });
});

it('adviseOnRefusedConfig() has nothing to add to a message that says it itself', () => {
  expect(adviseOnRefusedConfig({ message: 'invalid userland-proxy-path' }, { configFile })).toEqual([]);
});
