/** @import { ResolutionAnswer } from '../../src/model/resolution.ts' */

/** @type {AbortController | undefined} */
let asking;

/**
 * Asks the service how each client resolves a name. A newer question cancels an older one, which then returns
 * undefined.
 * @param {string} name
 * @param {readonly ResolutionAnswer['client'][]} clients
 * @returns {Promise<ResolutionAnswer[] | undefined>}
 */
export const askClients = async (name, clients) => {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    return await Promise.all(
      clients.map(async (client) => {
        const response = await fetch(`v1/resolve?${new URLSearchParams({ name, client })}`, { signal });
        const body = await response.json();
        if (!response.ok) throw new Error(body.detail ?? response.statusText);
        return body;
      }),
    );
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
};
