import { expect, it } from 'vitest';
import { entry, missing, observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const runc = 'containerd-shim-runc-v2';
const shimName = 'containerd-shim-a-v1';

it('shimUnusable() has a lower severity where another file of the name works', () => {
  const broken = entry(shimName, missing({ dangling: true }));
  const alone = observation({ places: [observedPlace('/usr/bin', [runc, broken])] });
  const replaced = observation({
    places: [observedPlace('/usr/bin', [runc, broken]), observedPlace('/b', [shimName])],
  });

  expect(brief(findingsOf(alone))).toEqual([`medium shim-unusable /usr/bin/${shimName}`]);
  expect(brief(findingsOf(replaced))).toEqual([`low shim-unusable /usr/bin/${shimName}`]);
});

it('shimUnusable() does not report a shim that the site denies', () => {
  const seen = observation({ places: [observedPlace('/usr/bin', [runc, shimName])] });

  expect(findingsOf(seen, { deny: [shimName] })).toEqual([]);
});
