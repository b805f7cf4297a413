import { expect, it } from 'vitest';
import type { ConfigFacts } from '../../../../../src/model/host/containerd-facts.ts';
import { observation, observedPlace } from '../../../../builders.ts';
import { handler, readAs } from '../../../containerd/config/config-host.ts';
import { findingsOf } from '../../findings-of.ts';

const file = '/etc/containerd/config.toml';
const dropIn = '/etc/containerd/b.toml';

/** The lost handlers of a containerd that reads these files. */
function lost(version: string, main: string, other?: string) {
  const inForce = readAs(version, { 'config.toml': main, ...(other === undefined ? {} : { 'b.toml': other }) });
  const containerdConfig: ConfigFacts = { file, files: [file], inForce };
  const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])];
  const found = findingsOf(observation({ places, containerd: { version }, containerdConfig }));
  return found.filter(({ code }) => code === 'handler-lost');
}

const runc = (version: 1 | 2 | 3) => handler(version, 'runc', 'io.containerd.runc.v2');
const imports = 'imports = ["b.toml"]\n';

it.each([
  ['other handlers', `version = 2\n${runc(2)}${handler(2, 'crun', 'io.containerd.runc.v2')}`],
  ['another key only', 'version = 2\n[plugins."io.containerd.grpc.v1.cri".cni]\nbin_dir = "/x"\n'],
])('handlerLost() names a handler that a later file replaces with %s', (_, other) => {
  const [found, ...more] = lost('1.7.24', `version = 2\n${imports}${handler(2, 'kata')}`, other);

  expect(more).toEqual([]);
  expect(found).toMatchObject({ severity: 'medium', subject: 'kata' });
  expect(found?.message).toContain(`"kata" (${file}:3)`);
  expect(found?.message).toContain(`${dropIn}:2`);
  expect(found?.message).toContain('failed to get sandbox runtime: no runtime for "kata" is configured');
  expect(found?.advice[0]).toMatchObject({ file: dropIn, snippet: handler(2, 'kata') });
});

it('handlerLost() reports the settings of runc that are lost, when the built-in runc stays', () => {
  const main = `version = 2\n${imports}${runc(2)}options = { SystemdCgroup = true }\n`;

  const found = lost('1.7.24', main, 'version = 2\n[plugins."io.containerd.grpc.v1.cri".cni]\nbin_dir = "/x"\n');

  expect(found).toMatchObject([{ subject: 'runc' }]);
  expect(found[0]?.advice[0]?.snippet).toContain('SystemdCgroup = true');
});

it.each([
  ['2.2.0', `${handler(2, 'kata')}`, 'without a version', '"io.containerd.cri.v1.runtime"'],
  ['2.1.9', `${handler(1, 'kata')}`, 'without a version', '"io.containerd.cri.v1.runtime"'],
  ['2.3.4', `version = 4\n${handler(2, 'kata')}`, 'of version 4', '"io.containerd.cri.v1.runtime"'],
  ['2.2.0', `version = 2\n${handler(1, 'kata')}`, 'of version 2', '"io.containerd.grpc.v1.cri"'],
  ['1.7.24', `version = 2\n${handler(3, 'kata')}`, 'of version 2', '"io.containerd.grpc.v1.cri"'],
  ['1.7.24', `${handler(2, 'kata')}`, 'without a version', 'plugins.cri.'],
])('handlerLost() names a handler whose section %s does not read: %j', (version, main, why, section) => {
  const [found] = lost(version, main);

  expect(found?.message).toContain(`in a file ${why}`);
  expect(found?.advice[0]).toMatchObject({ file });
  expect(found?.advice[0]?.snippet).toContain(section);
  expect(found?.advice[0]?.snippet).toContain('runtime_type = "io.containerd.kata.v1"');
});

it('handlerLost() names a handler that the new section hides', () => {
  const [found] = lost('2.2.0', `version = 2\n${handler(2, 'kata')}${handler(3, 'crun')}`);

  expect(found?.message).toContain('"kata"');
  expect(found?.message).toContain(`${file}:4`);
  expect(found?.advice[0]?.snippet).toContain('"io.containerd.cri.v1.runtime".containerd.runtimes.kata');
});

it.each([
  ['1.7.24', `version = 2\n${imports}${runc(2)}${handler(2, 'kata')}`, 'version = 2\nroot = "/x"\n'],
  ['1.7.24', `version = 2\n${imports}${runc(2)}`, `version = 2\n${runc(2)}${handler(2, 'kata')}`],
  ['2.3.4', `version = 3\n${imports}${handler(3, 'kata')}`, `version = 2\n${handler(2, 'crun')}`],
  ['1.7.24', `version = 2\n${runc(2)}${handler(2, 'kata')}${handler(3, 'kata')}`, undefined],
  ['2.3.4', `${handler(1, 'kata')}`, undefined],
])('handlerLost() finds nothing in %s where each handler counts: %j', (version, main, other) => {
  expect(lost(version, main, other)).toEqual([]);
});
