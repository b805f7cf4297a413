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

it('searchPathRelative() finds nothing in an empty PATH', () => {
  const seen = observation({ places: [usrBin], containerd: { path: '' }, docker: { present: false } });

  expect(brief(findingsOf(seen)).filter((each) => each.includes('search-path'))).toEqual([]);
});
