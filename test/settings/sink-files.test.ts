import { expect, it } from 'vitest';
import { gatherOptions } from '../../src/settings/given-options.ts';
import { observeOptions, serveOptions } from '../../src/settings/options.ts';
import { parseServeSettings } from '../../src/settings/parse.ts';

function serve(environment: Readonly<Record<string, string>>) {
  return parseServeSettings(gatherOptions([...observeOptions, ...serveOptions], new Map(), environment), []);
}

it('parseServeSettings() has no sinks by default', () => {
  expect(serve({})).not.toHaveProperty('textfile');
  expect(serve({})).not.toHaveProperty('nfdFile');
});

it('parseServeSettings() reads paths of sinks as files of this machine', () => {
  const settings = serve({
    SHIMDEX_ROOT: '/host',
    SHIMDEX_TEXTFILE: '/var/a.prom',
    SHIMDEX_NFD_FILE: 'features.d/shimdex',
  });

  expect(settings).toMatchObject({ textfile: '/var/a.prom', nfdFile: `${process.cwd()}/features.d/shimdex` });
});

it.each(['', '/tmp/', 'a\0b'])('parseServeSettings() refuses %j as a file', (file) => {
  expect(() => serve({ SHIMDEX_TEXTFILE: file })).toThrow(
    `Cannot use SHIMDEX_TEXTFILE ${JSON.stringify(file)}: write a file, such as`,
  );
});

it('parseServeSettings() refuses a textfile that node_exporter would ignore', () => {
  expect(() => serve({ SHIMDEX_TEXTFILE: '/var/shimdex.txt' })).toThrow(
    'Cannot use SHIMDEX_TEXTFILE "/var/shimdex.txt": write a file whose name ends in .prom',
  );
});

it.each(['/var/a.prom', '/var/lib/../a.prom'])(
  'parseServeSettings() refuses %j for labels, as metrics go there',
  (file) => {
    expect(() => serve({ SHIMDEX_TEXTFILE: '/var/a.prom', SHIMDEX_NFD_FILE: file })).toThrow(
      `Cannot use SHIMDEX_NFD_FILE "${file}": write a file other than that of --textfile`,
    );
  },
);
