/** @param {number} count */
export const figure = (count) => count.toLocaleString('en');

/** @param {number} count */
export const hostsOf = (count) => `${figure(count)} ${count === 1 ? 'host' : 'hosts'}`;
