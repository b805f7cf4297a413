import { describe, expect, it } from 'vitest';
import { readQuestion } from '../../src/core/resolve/read-question.ts';
import { dockerClis, runDocker } from './docker-clients.ts';

const clis = await dockerClis();

/** The options in the help of a command, as they are written: with a value of their own, or without one. */
function optionsIn(help: string): string[] {
  return help.split('\n').flatMap((line) => {
    const [, short, long, kind] = /^ +(?:(-\w), )?(--[\w-]+)(?: (\w+))? {2,}/.exec(line) ?? [];
    const names = [short, long].filter((name) => name !== undefined);
    return names.filter((name) => name !== '--runtime').map((name) => (kind === undefined ? name : `${name} word`));
  });
}

describe.each(clis.map((cli) => [cli.version, cli] as const))('the options of docker %s', (_, cli) => {
  it.each(['run', 'create'])('of %s are known, so that the image is', async (command) => {
    const { stdout } = await runDocker(cli, [command, '--help']);
    const options = optionsIn(stdout);
    expect(options.length).toBeGreaterThan(50);

    for (const option of options) {
      expect(readQuestion(`docker ${command} ${option} --runtime x alpine`)).toEqual({ name: 'x', client: 'docker' });
      expect(readQuestion(`docker ${command} ${option} alpine --runtime x`)).toEqual({
        name: '',
        client: 'docker',
        usesDefault: true,
        behindImage: 'alpine',
      });
    }
  });
});
