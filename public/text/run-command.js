import { shellQuote } from './shell-quote.js';

/**
 * The command that starts a container with a runtime; none for a name that only Docker knows, on a host without Docker.
 * @param {string} name
 * @param {boolean} hasDocker
 * @returns {{ label: string, text: string }[]}
 */
export const runCommand = (name, hasDocker) => {
  const word = shellQuote(name);
  if (hasDocker) return [{ label: 'docker run', text: `docker run --runtime ${word} --rm -it alpine` }];
  if (!name.includes('.')) return [];
  return [{ label: 'ctr run', text: `ctr run --rm -t --runtime ${word} docker.io/library/alpine:latest test` }];
};
