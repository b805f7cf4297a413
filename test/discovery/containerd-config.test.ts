import * as fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { ScenarioHost } from './scenario-host.ts';

interface Scenario {
  readonly name: string;
  /** The entries of `imports` in the main file. */
  readonly imports: readonly string[];
  readonly prepare?: (host: ScenarioHost) => void;
  readonly act: (host: ScenarioHost) => void;
  /** The handlers afterwards; `runc` is built in. */
  readonly handlers: readonly string[];
}

function handler(name: string): string {
  return `version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${name}]\nruntime_type = "x.${name}.v1"\n`;
}

function write(host: ScenarioHost, path: string, text: string): void {
  fs.writeFileSync(host.at('outside/config'), text);
  host.rename('outside/config', path);
}

const dropIns = (host: ScenarioHost) => host.mkdir('containerd/conf.d');

/** Changes that the kernel reports: no verify tick helps. */
const reported: readonly Scenario[] = [
  {
    name: 'a file is added to an empty directory of drop-ins',
    imports: ['conf.d/*.toml'],
    prepare: dropIns,
    act: (host) => write(host, 'containerd/conf.d/kata.toml', handler('kata')),
    handlers: ['kata', 'runc'],
  },
  {
    name: 'a file is written in place in a directory that a pattern finds',
    imports: ['*/*.toml'],
    prepare: dropIns,
    act: (host) => fs.writeFileSync(host.at('containerd/conf.d/kata.toml'), handler('kata')),
    handlers: ['kata', 'runc'],
  },
  {
    name: 'the directory of drop-ins appears',
    imports: ['conf.d/*.toml'],
    act: (host) => {
      host.mkdir('outside/conf.d');
      write(host, 'outside/conf.d/kata.toml', handler('kata'));
      host.rename('outside/conf.d', 'containerd/conf.d');
    },
    handlers: ['kata', 'runc'],
  },
  {
    name: 'an imported file changes',
    imports: ['../targets/more.toml'],
    prepare: (host) => write(host, 'targets/more.toml', handler('kata')),
    act: (host) => write(host, 'targets/more.toml', handler('runsc')),
    handlers: ['runc', 'runsc'],
  },
  {
    name: 'an imported file that did not exist appears',
    imports: ['../targets/more.toml'],
    act: (host) => write(host, 'targets/more.toml', handler('kata')),
    handlers: ['kata', 'runc'],
  },
  {
    name: 'a drop-in is removed',
    imports: ['conf.d/*.toml'],
    prepare: (host) => {
      dropIns(host);
      write(host, 'containerd/conf.d/kata.toml', handler('kata'));
    },
    act: (host) => host.remove('containerd/conf.d/kata.toml'),
    handlers: ['runc'],
  },
];

/** Changes that the verify tick finds. */
const verified: readonly Scenario[] = [
  {
    name: 'a drop-in appears below directories that did not exist',
    imports: ['../later/conf.d/*.toml'],
    act: (host) => {
      host.mkdir('later/conf.d');
      write(host, 'later/conf.d/kata.toml', handler('kata'));
    },
    handlers: ['kata', 'runc'],
  },
  {
    name: 'the directory of drop-ins is a link that is turned',
    imports: ['conf.d/*.toml'],
    prepare: (host) => {
      for (const name of ['kata', 'runsc']) {
        host.mkdir(`targets/${name}`);
        write(host, `targets/${name}/a.toml`, handler(name));
      }
      host.link(host.at('targets/kata'), 'containerd/conf.d');
    },
    act: (host) => host.link(host.at('targets/runsc'), 'containerd/conf.d'),
    handlers: ['runc', 'runsc'],
  },
];

describe('Discovery of the configuration of containerd', () => {
  let host: ScenarioHost;

  afterEach(() => host.stop());

  const names = () => host.served()?.handlers.map((each) => each.handler);

  async function run({ imports, prepare, act, handlers }: Scenario): Promise<void> {
    prepare?.(host);
    write(host, 'containerd/config.toml', `version = 3\nimports = ${JSON.stringify(imports)}\n`);
    await host.start();
    const before = names();

    act(host);

    await eventually(() => expect(names()).toEqual(handlers));
    expect(before).not.toEqual(handlers);
  }

  it.each(reported)('learns from the kernel that $name', async (scenario) => {
    host = new ScenarioHost();
    await run(scenario);
  });

  it.each(verified)('finds with the verify tick that $name', async (scenario) => {
    host = new ScenarioHost({ verifySeconds: 0.2 });
    await run(scenario);
  });

  it.each(['containerd/config.toml', 'containerd/conf.d/kata.toml'])(
    'keeps the last good handlers and reports a finding while %s is half written',
    async (file) => {
      host = new ScenarioHost();
      dropIns(host);
      write(host, 'containerd/conf.d/kata.toml', handler('kata'));
      const main = `version = 3\nimports = ["conf.d/*.toml"]\n${handler('own').slice(12)}`;
      write(host, 'containerd/config.toml', main);
      await host.start();
      const whole = fs.readFileSync(host.at(file), 'utf8');

      fs.writeFileSync(host.at(file), whole.slice(0, -10));

      const refused = { code: 'containerd-config-refused', subject: expect.stringContaining(host.at(file)) };
      await eventually(() => expect(host.served()?.findings).toContainEqual(expect.objectContaining(refused)));
      expect(names()).toEqual(['kata', 'own', 'runc']);
      const source = host.served()?.sources.find((each) => each.source === 'containerd-config');
      expect(source).toMatchObject({ state: 'stale', message: expect.stringContaining('toml') });

      fs.writeFileSync(host.at(file), whole);
      await eventually(() => expect(host.served()?.findings).not.toContainEqual(expect.objectContaining(refused)));
      expect(names()).toEqual(['kata', 'own', 'runc']);
    },
  );

  it('knows where containers are as soon as the file is corrected, and while it is broken again', async () => {
    host = new ScenarioHost();
    const main = `version = 3\nstate = "${host.at('state')}"\n`;
    write(host, 'containerd/config.toml', `${main}x = [`);
    host.mkdir('state/io.containerd.runtime.v2.task/default/web');
    await host.start();
    const stateOf = (source: string) => host.served()?.sources.find((each) => each.source === source)?.state;
    const planned = () => host.served()?.plan.containers.map(({ id }) => id);
    expect([stateOf('containers'), planned()]).toEqual(['unreadable', []]);

    write(host, 'containerd/config.toml', main);
    await eventually(() => expect(planned()).toEqual(['web']));

    write(host, 'containerd/config.toml', `${main}x = [`);
    await eventually(() => expect(stateOf('containerd-config')).toBe('stale'));
    expect(planned()).toEqual(['web']);
    expect(host.served()?.plan.summary).toContain('containerd would not start again');
  });

  it('does not look again when a file that no pattern finds is written to', async () => {
    host = new ScenarioHost();
    dropIns(host);
    write(host, 'containerd/config.toml', 'version = 3\nimports = ["conf.d/*.toml"]\n');
    fs.writeFileSync(host.at('containerd/conf.d/notes.txt'), '');
    await host.start();
    const { observations } = host.discovery.statistics;

    for (let line = 0; line < 50; line++) fs.appendFileSync(host.at('containerd/conf.d/notes.txt'), 'x');
    write(host, 'containerd/conf.d/kata.toml', handler('kata'));
    await eventually(() => expect(names()).toEqual(['kata', 'runc']));

    expect(host.discovery.statistics.observations - observations).toBeLessThan(10);
  });
});
