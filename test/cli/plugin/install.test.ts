import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { install, uninstall } from '../../../src/cli/plugin/install.ts';
import { temporaryDirectory } from '../../http/serving.ts';
import { runHere } from '../run-here.ts';

const script = '/opt/shimdex/dist/docker-shimdex';

let home: string;
let config: string;
let link: string;
beforeEach(() => {
  home = temporaryDirectory();
  config = join(home, '.docker');
  link = join(config, 'cli-plugins', 'docker-shimdex');
});

describe('install()', () => {
  it('links the script, and says so', () => {
    const text = install({ config, script });

    expect(text).toBe(`Linked "${link}" to "${script}"\nTry it: docker shimdex list\n`);
    expect(readlinkSync(link)).toBe(script);
    expect(lstatSync(config).mode & 0o777).toBe(0o700);
  });

  it('writes nothing else, and nothing the second time', () => {
    install({ config, script });
    const inode = lstatSync(link).ino;

    expect(install({ config, script })).toContain('is installed already');
    expect(lstatSync(link).ino).toBe(inode);
    expect(readdirSync(home, { recursive: true })).toEqual([
      '.docker',
      '.docker/cli-plugins',
      '.docker/cli-plugins/docker-shimdex',
    ]);
  });

  it('replaces the link of another copy of shimdex, even of a removed one', () => {
    install({ config, script: '/gone/dist/docker-shimdex' });

    expect(install({ config, script })).toContain('Replaced the link to "/gone/dist/docker-shimdex"');
    expect(readlinkSync(link)).toBe(script);
  });

  it('says that npx does not keep the program', () => {
    expect(install({ config, script: '/root/.npm/_npx/1a2b/node_modules/shimdex/dist/docker-shimdex' })).toContain(
      'in the cache of npx, which npm may empty',
    );
  });

  it('works where the home has blanks', () => {
    expect(install({ config: join(home, 'my home', '.docker'), script })).toContain('my home/.docker/cli-plugins');
  });

  it.each([
    ['a file', () => writeFileSync(link, '#!/bin/sh\n')],
    ['a directory', () => mkdirSync(link)],
    ['a link to another program', () => symlinkSync('/usr/bin/env', link)],
  ])('refuses to replace %s, and changes nothing', (_what, put) => {
    mkdirSync(join(config, 'cli-plugins'), { recursive: true });
    put();
    const { ino, mtimeMs } = lstatSync(link);

    for (const change of [install, uninstall]) {
      expect(() => change({ config, script })).toThrow('a file is there that shimdex did not install: move it away');
    }
    expect(lstatSync(link)).toMatchObject({ ino, mtimeMs });
  });

  it.runIf(process.getuid?.() === 0)('refuses a directory of another user, also behind a link', () => {
    const theirs = join(home, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, 65_534, 65_534);

    expect(() => install({ config: theirs, script })).toThrow('it belongs to user 65534: run the command as that user');
    symlinkSync(theirs, config);
    expect(() => install({ config, script })).toThrow('it belongs to user 65534');
    expect(readdirSync(theirs)).toEqual([]);
  });

  it('refuses a directory that others can write into', () => {
    mkdirSync(join(config, 'cli-plugins'), { recursive: true });
    chmodSync(join(config, 'cli-plugins'), 0o777);

    expect(() => install({ config, script })).toThrow('other users can write into it: run "chmod go-w');
    expect(existsSync(link)).toBe(false);
  });
});

describe('uninstall()', () => {
  it('removes the link and nothing else', () => {
    install({ config, script });
    writeFileSync(join(config, 'config.json'), '{}');

    expect(uninstall({ config, script })).toBe(`Removed "${link}"\n`);
    expect(readdirSync(config)).toEqual(['cli-plugins', 'config.json']);
    expect(uninstall({ config, script })).toBe(`"${link}" is not installed\n`);
  });

  it('makes nothing where nothing is', () => {
    uninstall({ config, script });

    expect(existsSync(config)).toBe(false);
  });
});

describe('shimdex plugin', () => {
  it('install --hints prints the lines for config.json, and does not write them', async () => {
    mkdirSync(config);
    writeFileSync(join(config, 'config.json'), '{"a":1}');

    const { status, stdout } = await runHere(['plugin', 'install', '--hints'], { HOME: home });

    expect(status).toBe(0);
    expect(existsSync(link)).toBe(true);
    expect(stdout).toContain(`merge this into "${config}/config.json":\n{`);
    const lines = JSON.parse(stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1));
    expect(lines).toMatchObject({
      features: { hooks: 'true' },
      plugins: { shimdex: { 'error-hooks': expect.stringMatching(/^run,container run,create,/) } },
    });
    expect(readFileSync(join(config, 'config.json'), 'utf8')).toBe('{"a":1}');
  });

  it('follows DOCKER_CONFIG', async () => {
    const DOCKER_CONFIG = join(home, 'elsewhere');

    await runHere(['plugin', 'install'], { HOME: home, DOCKER_CONFIG });
    expect(readdirSync(home)).toEqual(['elsewhere']);
    const { stdout } = await runHere(['plugin', 'uninstall'], { HOME: home, DOCKER_CONFIG });

    expect(stdout).toBe(`Removed "${DOCKER_CONFIG}/cli-plugins/docker-shimdex"\n`);
  });

  it.each([
    [['remove'], 'Cannot use plugin "remove": write install or uninstall'],
    [['uninstall', '--hints'], 'Cannot use --hints with uninstall'],
  ])('%j is wrong usage', async (words, message) => {
    const { status, stderr } = await runHere(['plugin', ...words], { HOME: home });

    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
