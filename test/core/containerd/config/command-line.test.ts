import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../../src/core/containerd/config/command-line.ts';

const read = (line: string, rules: { splitCri?: boolean; runs?: true } = {}) =>
  readCommandLine(
    line.split(' ').map((word) => (word === "''" ? '' : word)),
    { splitCri: true, ...rules },
  );

describe('readCommandLine()', () => {
  it.each([
    ['--config=/a -l debug --root /r', { config: '/a', 'log-level': 'debug', root: '/r' }],
    ['-config /a --config /b', { config: '/b' }],
    ["--root= --state '' --address= --log-level=", {}],
    ['--config=', { config: '' }],
    ['--config -x', { config: '-x' }],
    ['stray --bogus', {}],
    ['--state /s -- --bogus', { state: '/s' }],
    ['--version=false -h=0 - --bogus', {}],
  ])('reads %s', (line, options) => {
    expect(read(line)).toEqual({ ok: true, options });
  });

  it.each([
    ['--config', 'flag needs an argument: -config'],
    ['--log-level', 'flag needs an argument: -log-level'],
    ['-bogus=1', 'flag provided but not defined: -bogus'],
    ['---x', 'bad flag syntax: ---x'],
    ['--=x', 'bad flag syntax: --=x'],
    ['--version=may"be', 'invalid boolean value "may\\"be" for -version: parse error'],
    ['-a x -c y --config z --address w', 'Cannot use two forms of the same flag: c config'],
    ['-v --version', 'Cannot use two forms of the same flag: v version'],
  ])('has the error of containerd for %s', (line, error) => {
    expect(read(line)).toEqual({ ok: false, error });
    expect(read(line, { splitCri: false })).toEqual({ ok: false, error });
  });

  it('has the error that comes first in each release', () => {
    const line = '--config a -c b --bogus';

    expect(read(line, { splitCri: false })).toMatchObject({ error: 'Cannot use two forms of the same flag: c config' });
    expect(read(line)).toMatchObject({ error: 'flag provided but not defined: -bogus' });
  });

  it('takes every flag of a containerd that runs', () => {
    expect(read('--own=1 --other --state /s', { runs: true })).toEqual({ ok: true, options: { state: '/s' } });
  });
});
