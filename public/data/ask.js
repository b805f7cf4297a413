/** @import { ExplanationAnswer } from '../../src/model/resolution.ts' */

/** @type {AbortController | undefined} */
let asking;

/**
 * Asks the service about the name in a text. A newer question cancels an older one, which then returns undefined.
 * @param {string} text
 * @returns {Promise<ExplanationAnswer | undefined>}
 */
export const askAbout = async (text) => {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    return await explain(text, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
};

/**
 * Asks the service about the name in a text.
 * @param {string} text
 * @param {AbortSignal} signal
 * @returns {Promise<ExplanationAnswer>}
 */
export const explain = async (text, signal) => {
  const response = await fetch(explainAddress(text), { signal });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? response.statusText);
  return body;
};

/**
 * The address of an answer on the service.
 * @param {string} text
 */
export const explainAddress = (text) => `v1/explain?${new URLSearchParams({ text })}`;
