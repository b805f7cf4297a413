import { expect, it } from 'vitest';
import { observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const usrBin = observedPlace('/usr/bin', ['containerd-shim-runc-v2']);

it('searchPathRelative() finds empty and relative elements, each once', () => {
  const seen = observation({ places: [usrBin], containerd: { path: '/usr/bin::bin:bin:' } });

  expect(brief(findingsOf(seen))).toEqual([
    'medium search-path-relative (empty element)',
    'medium search-path-relative bin',
  ]);
});

it.each([
  ['around all', '"/opt/kata/bin:/usr/local/bin:/usr/bin"'],
  ['around one', '"/opt/kata/bin":/usr/local/bin:/usr/bin'],
  ['single', "'/opt/kata/bin':/usr/local/bin:/usr/bin"],
])('searchPathRelative() advises a PATH with every directory and without the quotes, %s', (_, path) => {
  const seen = observation({ places: [usrBin], containerd: { path } });

  const found = findingsOf(seen).find(({ code }) => code === 'search-path-relative');

  expect(found?.advice[0]?.snippet).toBe(
    '[Service]\nEnvironment="PATH=/opt/kata/bin:/usr/local/bin:/usr/bin:/usr/local/sbin:/usr/sbin:/sbin:/bin"\n',
  );
});

it('searchPathRelative() finds nothing in an empty PATH', () => {
  const seen = observation({ places: [usrBin], containerd: { path: '' }, docker: { present: false } });

  expect(brief(findingsOf(seen)).filter((each) => each.includes('search-path'))).toEqual([]);
});
