import { expect, it } from 'vitest';
import { findElsewhere, type HostView } from '../../../../src/core/advice/places/elsewhere.ts';
import { missing, plainFile } from '../../../builders.ts';

const shim = 'containerd-shim-kata-v2';

/** A host that has these files and nothing else. */
function hostWith(...paths: readonly string[]): HostView {
  return {
    inspect: (path) => (paths.includes(path) ? { ...plainFile(), realPath: path } : missing()),
    list: (directory) => [
      ...new Set(
        paths
          .filter((path) => path.startsWith(`${directory}/`))
          .map((path) => path.slice(directory.length + 1).split('/')[0] ?? ''),
      ),
    ],
  };
}

it.each([
  '/opt/kata/bin',
  '/opt/vendor/bin',
  '/opt/vendor',
  '/home/u/.local/bin',
  '/home/u/bin',
  '/home/u/.cargo/bin',
  '/root/.local/bin',
  '/snap/kata/current/usr/bin',
  '/usr/libexec',
])('findElsewhere() finds a shim in %s', (directory) => {
  const path = `${directory}/${shim}`;

  expect(findElsewhere(shim, hostWith(path), { searched: ['/usr/bin'] })).toEqual([path]);
});

it('findElsewhere() looks into the PATH of the user who asks', () => {
  const path = `/srv/tools/${shim}`;

  expect(findElsewhere(shim, hostWith(path), { searched: [], otherPath: '/usr/bin:/srv/tools' })).toEqual([path]);
});

it('findElsewhere() leaves out the directories that were searched', () => {
  const path = `/usr/local/bin/${shim}`;

  expect(findElsewhere(shim, hostWith(path), { searched: ['/usr/local/bin'] })).toEqual([]);
});

it('findElsewhere() gives a file once, under the likeliest path', () => {
  const paths = [`/opt/kata/bin/${shim}`, `/home/u/bin/${shim}`];
  const host = hostWith(...paths);
  const inspect = (path: string) => (paths.includes(path) ? { ...plainFile(), realPath: '/same' } : missing());

  expect(findElsewhere(shim, { ...host, inspect }, { searched: [] })).toEqual([paths[0]]);
});

it.each(['', 'a/b', 'a\0b'])('findElsewhere() looks for no file named %j', (name) => {
  const inspect = () => {
    throw new Error('nothing is to be inspected');
  };

  expect(findElsewhere(name, { inspect, list: () => [] }, { searched: [] })).toEqual([]);
});
