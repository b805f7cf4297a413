import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootConfigHost, type ConfigHost } from './cri-config/live/config-host.ts';
import { debian12, debian13, debianSid } from './dockerd/recipes.ts';

/** Command lines, the words separated by blanks; `''` is an empty one. */
const commandLines = [
  '--config',
  "--config ''",
  '--config=',
  '-c',
  '--bogus',
  '-bogus=1',
  '-x',
  '---x',
  '--=x',
  '-=x',
  '--log-level',
  '--log-level bogus',
  '--log-level=bogus --help=0',
  "--log-level ''",
  '--root /x --state /x',
  '--root= --state= --address=',
  '--version=maybe',
  '-h=yes',
  '--config /a -c /b',
  '--config /a -c /b --bogus',
  '--bogus --config /a -c /b',
  '-a x -c y --config z --address w',
  '--config /a --config /nowhere',
  'stray --bogus',
  '-- --bogus',
  '- --bogus',
];

describe.each([
  ['1.6', debian12],
  ['1.7', debian13],
  ['2.1', debianSid],
] as const)('containerd %s', (_, recipe) => {
  let host: ConfigHost;
  beforeAll(async () => {
    host = await bootConfigHost(recipe);
  }, 240_000);
  afterAll(() => host?.machine.stop());

  it.each(commandLines)(
    'starts, or ends with the error that shimdex has, with %s',
    { timeout: 60_000 },
    async (line) => {
      const args = line.split(' ').map((word) => (word === "''" ? '' : word));
      const { start } = host.read({ root: '/', args, cwd: '/' });

      const real = await host.start({ root: '/', args, cwd: '/' });
      if (real.started) await real.containerd.stop();

      const error = start.kind === 'works' ? undefined : start.error;
      // A usage text comes before the error.
      const printed = real.started ? undefined : real.message.split('\n').at(-1);
      expect(printed?.replace(/^containerd: /, '')).toBe(error);
    },
  );
});
