/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Place } from '../../src/model/inventory/search-path.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 * @import { ExplanationAnswer, Resolution, Suggestion } from '../../src/model/resolution.ts'
 */

import { words } from '../text/words.js';
import { shortVerdict } from '../views/explain/short-verdict.js';
import { commands, mainAnswer, verdict } from '../views/explain/texts.js';
import { lacksContainerd } from './runtimes.js';

/**
 * How a name gets from each client to a file and to what runs from it.
 * @typedef {'good' | 'warn' | 'bad' | 'spare' | 'plain'} Tone
 * @typedef {{ client: string, tone: Tone, word: string, lane: number | undefined }} TraceClient
 * @typedef {{ number: string, directory: string, tone: Tone, text: string, shim: Shim | undefined }} Lane
 * @typedef {{ name: string, facts: string[], tone: Tone, program: { path: string, text: string, tone: Tone } | undefined }} TraceFile
 * @typedef {{ current: number, stale: number, text: string, forecast: string | undefined }} Runs
 * @typedef {{ name: string, clients: TraceClient[], similar: { name: string, lane: number | undefined, tone: Tone, word: string } | undefined,
 *   lanes: Lane[], selected: number | undefined, file: TraceFile | undefined, runs: Runs | undefined, about: string }} Trace
 */

/** @param {Shim} shim @param {ReadonlySet<string>} startable @returns {{ tone: Tone, text: string }} */
const fateOf = ({ state, reason, path, file }, startable) => {
  const version = file?.version ? `${file.version} ` : '';
  if (state === 'effective') {
    return reason ? { tone: 'bad', text: `${version}${words(reason)}` } : { tone: 'good', text: `${version}selected` };
  }
  if (startable.has(path)) return { tone: 'spare', text: `${version}would work` };
  if (state === 'shadowed') return { tone: 'plain', text: `${version}hidden` };
  return { tone: 'warn', text: words(reason ?? state) };
};

/** What is at a place without the file. @type {Partial<Record<Place['state'], string>>} */
const placeTexts = { ok: '–', missing: 'no such directory' };

/** @param {Place} place @returns {Lane} */
const emptyLane = ({ position, directory, state }) => {
  const tone = state === 'unreadable' ? 'warn' : 'plain';
  return { number: String(position + 1), directory, shim: undefined, tone, text: placeTexts[state] ?? words(state) };
};

/** Places that are put together. */
const others = 'other places';

/** Adds a place without the file; places that say nothing are put together. @param {Lane[]} lanes @param {Lane} lane */
const addEmpty = (lanes, lane) => {
  const last = lanes.at(-1);
  if (!last || last.shim || last.tone !== 'plain' || lane.tone !== 'plain') lanes.push(lane);
  else {
    const [first] = last.number.split('–');
    lanes[lanes.length - 1] = { ...last, number: `${first}–${lane.number}`, directory: others, text: '–' };
  }
};

/**
 * The places of the search path, and the file of this name in each.
 * @param {string} binary
 * @param {readonly Resolution[]} answers
 * @param {Inventory} inventory
 */
const lanesOf = (binary, answers, { searchPath, shims }) => {
  const startable = new Set(
    answers.flatMap(({ attempts }) => attempts.filter((each) => each.startable === true).map(({ path }) => path)),
  );
  /** @type {Lane[]} */
  const lanes = [];
  for (const place of searchPath.filter(({ state }) => state !== 'duplicate')) {
    const { position, directory } = place;
    const shim = shims.find((each) => each.directory === directory && each.binary === binary);
    if (shim) lanes.push({ number: String(position + 1), directory, shim, ...fateOf(shim, startable) });
    else addEmpty(lanes, emptyLane(place));
  }
  const [first] = lanes;
  if (lanes.length === 1 && first?.directory === others) first.directory = 'all places';
  return lanes;
};

/** @param {Shim} shim */
const factsOf = ({ file, realPath }) => {
  if (!file) return ['not read yet'];
  const { version, build, sha256, package: owner } = file;
  const made = [version, build?.goVersion ? `Go ${build.goVersion}` : build?.language].filter(Boolean).join(' · ');
  const verified = { true: ', unchanged', false: ', changed since', null: '' }[String(owner?.verified ?? null)];
  return [
    made,
    sha256 ? `sha256 ${sha256.slice(0, 12)}` : '',
    owner ? `package ${owner.name} ${owner.version}${verified}` : 'not in any package',
    realPath ? `link to ${realPath}` : '',
  ].filter((fact) => fact !== '');
};

/** @param {Resolution | undefined} answer @returns {TraceFile['program']} */
const programOf = (answer) => {
  const program = answer?.ociRuntime;
  if (!program) return undefined;
  const reason = answer.unavailable?.reason ?? '';
  const fails = reason.startsWith('oci-runtime') || reason === 'not-an-oci-runtime' || !program.resolvedPath;
  const text = reason === 'oci-runtime-missing' ? 'missing' : fails ? 'cannot be used' : 'found';
  return { path: program.resolvedPath ?? program.path, text, tone: fails ? 'bad' : 'good' };
};

/** @param {Shim} shim @param {Tone} tone @param {TraceFile['program']} program @returns {TraceFile} */
const fileOf = (shim, tone, program) => {
  const worst = program?.tone === 'bad' ? 'bad' : tone;
  return { name: shim.binary, facts: factsOf(shim), tone: worst, program };
};

/** What runs from a file, and what a restart of containerd would do to it. @param {string} path @param {Inventory} inventory @returns {Runs} */
const runsOf = (path, { processes, plan, sources }) => {
  const state = sources.find(({ source }) => source === 'containers')?.state;
  const mine = processes.filter((process) => process.path === path);
  const countOf = (/** @type {typeof mine} */ some) =>
    some.reduce((sum, { containers }) => sum + containers.filter((each) => each.state !== 'stopped').length, 0);
  const stale = countOf(mine.filter((process) => process.state === 'replaced' || process.state === 'deleted'));
  const current = countOf(mine) - stale;
  if (mine.length === 0) {
    const isKnown = state === 'read' || state === 'stale';
    return { current, stale, text: isKnown ? 'nothing runs from it' : 'what runs is not known', forecast: undefined };
  }
  const pids = new Set(mine.map(({ pid }) => pid));
  const planned = plan.containers.filter(({ pid }) => pid !== null && pids.has(pid));
  const lost = planned.filter(({ outcome }) => outcome === 'killed' || outcome === 'unmanaged').length;
  const kept = planned.filter(({ outcome }) => outcome === 'kept').length;
  const old = stale > 0 ? `, ${stale} from a replaced file` : '';
  return {
    current,
    stale,
    text: `${current + stale} running${old}`,
    forecast: planned.length > 0 ? `containerd restart: ${kept} live on, ${lost} lost` : undefined,
  };
};

/** @param {readonly Lane[]} lanes */
const firstFile = (lanes) => {
  const index = lanes.findIndex(({ shim }) => shim !== undefined);
  return index < 0 ? undefined : index;
};

/** @param {Suggestion} suggestion @param {number | undefined} lane @returns {NonNullable<Trace['similar']>} */
const similarOf = ({ name, available, reason }, lane) => {
  if (available) return { name, lane, tone: 'good', word: 'starts now' };
  return { name, lane, tone: available === null ? 'warn' : 'bad', word: words(reason ?? 'unknown') };
};

/** @param {Inventory} inventory */
const aboutHost = (inventory) => {
  const { name, containerd, docker } = inventory.host;
  const runner = lacksContainerd(inventory) ? 'no containerd' : `containerd ${containerd.version}`;
  return [name, runner, docker.present && `Docker ${docker.version}`].filter(Boolean).join(' · ');
};

/**
 * @param {ExplanationAnswer} explanation
 * @param {Inventory} inventory
 * @returns {Trace}
 */
export const traceOf = (explanation, inventory) => {
  const { answers, name } = explanation;
  const main = mainAnswer(explanation, inventory);
  const near = main?.suggestions?.find(({ available }) => available) ?? main?.suggestions?.[0];
  const nearRuntime =
    near && inventory.runtimes.find((each) => each.name === near.name || each.aliases.includes(near.name));
  const reached = [main, ...answers].find((answer) => answer?.binary !== undefined);
  const binary = reached?.binary ?? nearRuntime?.binary;
  const lanes = binary === undefined ? [] : lanesOf(binary, answers, inventory);
  const laneOf = (/** @type {string | undefined} */ path) => {
    const index = lanes.findIndex(({ shim }) => path !== undefined && shim?.path === path);
    return index < 0 ? undefined : index;
  };
  const configured = [main, ...answers].find((answer) => answer?.path !== undefined);
  const chosen = laneOf(configured?.path) ?? laneOf(nearRuntime?.path);
  const selected = chosen ?? lanes.findIndex(({ shim }) => shim?.state === 'effective');
  const lane = lanes[selected];
  const shim = lane?.shim;
  const clients = answers.map((answer) => {
    const { tone } = verdict(answer);
    return { client: commands[answer.client], tone, word: shortVerdict(answer), lane: laneOf(answer.path) };
  });
  return {
    name,
    clients,
    similar: near && !main?.available ? similarOf(near, laneOf(nearRuntime?.path) ?? firstFile(lanes)) : undefined,
    lanes,
    selected: lane === undefined ? undefined : selected,
    file: shim && lane && fileOf(shim, lane.tone, programOf(main)),
    runs: shim && runsOf(shim.path, inventory),
    about: aboutHost(inventory),
  };
};
