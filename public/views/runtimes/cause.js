/**
 * @import { Entry } from '../../data/entries.js'
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Advice } from '../../../src/model/inventory/advice.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 */

import { stateName } from '../../data/runtimes.js';
import { sentence, words } from '../../text/words.js';

/** Reasons in words that name the file. @type {Record<string, (runtime: Runtime) => string | undefined>} */
const causes = {
  'not-installed': ({ binary }) => binary && `${binary} is not installed`,
  'oci-runtime-missing': ({ ociRuntime }) => ociRuntime && `${ociRuntime.path} is missing`,
  'oci-runtime-not-executable': ({ ociRuntime }) => ociRuntime && `${ociRuntime.path} is not executable`,
  'not-an-oci-runtime': ({ ociRuntime }) => ociRuntime && `${ociRuntime.path} is not an OCI runtime`,
  'not-a-shim': ({ path }) => path && `${path} is not a shim`,
  'reload-needed': () => 'Configured, but not loaded by Docker',
  'restart-needed': () => 'Configured, but Docker needs a restart',
  'docker-config-refused': () => 'Its configuration file is refused',
};

/**
 * The state of a runtime in a few words: what is wrong, or that it is ready.
 * @param {Runtime} runtime
 */
export const causeOfRuntime = (runtime) =>
  causes[runtime.unavailable?.reason ?? '']?.(runtime) ?? sentence(stateName(runtime));

/**
 * The state of an entry in a few words: what is wrong, or that it is ready.
 * @param {Entry} entry
 */
export const causeOf = (entry) => {
  if (entry.kind === 'file') return `Skipped: ${words(entry.shim.reason ?? 'unusable')}`;
  return causeOfRuntime(entry.runtime);
};

/**
 * What to do about an entry first; undefined if nothing has to be done.
 * @param {Entry} entry
 * @param {Inventory} inventory
 * @returns {Advice | undefined}
 */
export const adviceOn = (entry, { findings }) =>
  entry.kind === 'runtime'
    ? entry.runtime.advice?.[0]
    : findings.find(({ subject }) => subject === entry.shim.path)?.advice[0];

/**
 * The parts of advice about a file: `"/path": what is wrong. What to do`. Other advice only says what to do.
 * @param {string} text
 */
export const partsOfAdvice = (text) => {
  const [, path, fault, fix = text] = /^"([^"]*)": (.*?)\. (?=[A-Z])(.+)$/s.exec(text) ?? [];
  return { path, fault, fix };
};

/**
 * Advice without the path and the fault, if a text has the fault already.
 * @param {string} text
 * @param {string} said
 */
export const withoutFault = (text, said) => {
  const { fault, fix } = partsOfAdvice(text);
  return fault !== undefined && said.includes(fault) ? fix : text;
};

/**
 * How many containers use a runtime, and how many of them run a file that was replaced or deleted.
 * @param {Entry} entry
 * @param {Inventory} inventory
 */
export const usageOf = (entry, { processes }) => {
  const running = (entry.kind === 'runtime' && entry.runtime.usedBy?.running) || 0;
  if (running === 0) return '';
  const old = processes.filter(
    ({ state, containers }) =>
      (state === 'replaced' || state === 'deleted') && containers.some(({ runtime }) => runtime === entry.name),
  );
  const count = old.flatMap(({ containers }) => containers.filter(({ runtime }) => runtime === entry.name)).length;
  const what = old.every(({ state }) => state === 'deleted') ? 'deleted' : 'replaced';
  return `${running} running${count > 0 ? `, ${count} from a ${what} file` : ''}`;
};
