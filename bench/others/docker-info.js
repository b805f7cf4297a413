import { execFileSync } from 'node:child_process';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { timedRunner } from '../floor/timed-run.js';
import { answers, ask, commands, launch, spentMs } from './programs.js';

const rounds = 9;
const calls = 10;
const requests = 50;
/** The service has read everything in the background by then. */
const settleMs = 5000;
/** A runtime that only shimdex knows; see `inside.js`. */
const implicit = 'io.containerd.present0.v1';

/** Asks dockerd and shimdex alternately, by commands and over HTTP; CPU time is that of all programs that take part. */
export async function compareWithDocker(tree, scratch, daemons) {
  const api = join(tree, 'run/shimdex.sock');
  const facade = join(tree, 'run/shimdex-docker.sock');
  const serve = commands.serve(tree, `unix:${api}`, `unix:${facade},api=docker`);
  const service = await launch(serve, answers({ socketPath: api }, '/readyz'));
  await pause(settleMs);
  const withService = [...daemons, service.pid];
  const ofDocker = commands.dockerInfo(tree, 'unix:///run/docker.sock');
  const ofFacade = commands.dockerInfo(tree, 'unix:///run/shimdex-docker.sock');
  const list = commands.list(tree);
  for (const command of [ofFacade, list]) expectImplicit(command);
  const time = timedRunner(scratch);
  const command = (words, pids) => () => runOften(time, words, pids);
  const request = (socketPath, path, pids) => () => askOften(socketPath, path, pids);
  const info = request(join(tree, 'run/docker.sock'), '/info', daemons);
  const figures = await inTurn({
    'docker info': command(ofDocker, daemons),
    'shimdex list': command(list, daemons),
    'docker info of shimdex': command(ofFacade, withService),
    'GET /info': info,
    'GET /v1/runtimes': request(api, '/v1/runtimes', withService),
    'GET /info of shimdex': request(facade, '/info', withService),
  });
  await service.stop();
  return [
    ...rowsOf(figures, 'docker info', 'shimdex list'),
    ...rowsOf(figures, 'docker info', 'docker info of shimdex'),
    ...rowsOf(figures, 'GET /info', 'GET /v1/runtimes'),
    ...rowsOf(figures, 'GET /info', 'GET /info of shimdex'),
  ];
}

/** Both must list the shims that are only on disk, or the figures say nothing. */
function expectImplicit([command, ...args]) {
  const printed = execFileSync(command, args, { encoding: 'utf8' });
  if (!printed.includes(implicit)) throw new Error(`"${[command, ...args].join(' ')}" does not list ${implicit}`);
}

/** The rounds of each case by its name, after one that does not count. */
async function inTurn(cases) {
  const figures = Object.fromEntries(Object.keys(cases).map((name) => [name, { wall: [], cpu: [] }]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, measure] of Object.entries(cases)) {
      const { wallMs, cpuMs } = await measure();
      if (round < 0) continue;
      figures[name].wall.push(wallMs);
      figures[name].cpu.push(cpuMs);
    }
  }
  return figures;
}

function runOften(time, words, pids) {
  const spent = spentMs(pids);
  const taken = Array.from({ length: calls }, () => time(words));
  return {
    wallMs: sum(taken.map(({ wallMs }) => wallMs)) / calls,
    cpuMs: (sum(taken.map(({ cpuMs }) => cpuMs)) + spentMs(pids) - spent) / calls,
  };
}

async function askOften(socketPath, path, pids) {
  const agent = new Agent({ keepAlive: true });
  const [begin, spent] = [performance.now(), spentMs(pids)];
  for (let count = 0; count < requests; count++) {
    const { status } = await ask({ socketPath, path, agent });
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}`);
  }
  agent.destroy();
  return { wallMs: (performance.now() - begin) / requests, cpuMs: (spentMs(pids) - spent) / requests };
}

function rowsOf(figures, theirs, ours) {
  return [
    { kind: 'wall', name: 'wall time' },
    { kind: 'cpu', name: 'CPU' },
  ].map(({ kind, name }) => ({
    what: `${ours} against ${theirs}, ${name}`,
    unit: 'ms',
    rounds: { floor: figures[theirs][kind], ours: figures[ours][kind] },
  }));
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
