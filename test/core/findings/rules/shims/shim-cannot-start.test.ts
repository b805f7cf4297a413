import { expect, it } from 'vitest';
import { directory, entry, executable, observation, observedPlace, plainFile } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const runc = 'containerd-shim-runc-v2';
const shimName = 'containerd-shim-a-v1';
const usrBin = observedPlace('/usr/bin', [runc]);

it('shimCannotStart() is high when the file hides another file', () => {
  const broken = entry(shimName, executable({ execErrno: 'ENOEXEC' }));
  const alone = observation({ places: [observedPlace('/usr/bin', [runc, broken])] });
  const blocking = observation({
    places: [observedPlace('/usr/bin', [runc, broken]), observedPlace('/b', [shimName])],
  });

  expect(findingsOf(alone)[0]).toMatchObject({
    severity: 'medium',
    message: `containerd selects "/usr/bin/${shimName}" but cannot execute it: exec format error`,
  });
  expect(brief(findingsOf(blocking))).toEqual([
    `high shim-cannot-start /usr/bin/${shimName}`,
    `low shim-shadowed /b/${shimName}`,
  ]);
});

it('shimCannotStart() finds a directory that wins from the cwd', () => {
  const seen = observation({
    places: [observedPlace('/', [entry(shimName, directory())], { kind: 'cwd' }), usrBin],
  });

  expect(findingsOf(seen)).toMatchObject([
    {
      code: 'shim-cannot-start',
      severity: 'high',
      subject: `/${shimName}`,
      message: expect.stringMatching('it is a directory'),
    },
  ]);
});

it('shimCannotStart() finds a file that containerd takes from next to its executable', () => {
  const seen = observation({ places: [observedPlace('/usr/bin', [runc, entry(shimName, plainFile())])] });

  expect(brief(findingsOf(seen))).toEqual([`medium shim-cannot-start /usr/bin/${shimName}`]);
});
