import type { Finding } from '../../../src/model/inventory/finding.ts';

/** What `shimdex check` said about a start: the messages dockerd may stop with, none when it starts. */
export type ForetoldStart = readonly string[];

/** Messages that dockerd may stop with; of several bad entries Go takes any. */
export function foretoldStart(findings: readonly Finding[]): ForetoldStart {
  const finding = findings.find(({ code }) => code === 'docker-config-refused');
  if (finding === undefined) return [];
  const [, others = ''] = (finding.advice[0]?.text ?? '').split('or with another of: ');
  return [finding.message, ...[...others.matchAll(/"(.*?)"(?:, |$)/gs)].map(([, message = '']) => message)];
}

/** What is said of a dockerd that prints its usage instead of an error. */
const onlyUsage = 'dockerd accepts no arguments: it prints "Usage: dockerd [OPTIONS]" and ends';

/** dockerd's message without what stands round it: the step that failed, and the way its command line puts errors. */
export function startError(complaint: string): string {
  return complaint
    .replace(/^(panic: [^\n]*)\n.*$/s, '$1')
    .replace(/^failed to start daemon: /, '')
    .replace(/^Status: (.*?)\nSee 'dockerd --help'\.(?:\n\nUsage:.*)?, Code: 125$/s, '$1')
    .replace(/^("dockerd" accepts no argument\(s\)\.)\n.*$/s, '$1')
    .replace(/^Usage:\tdockerd \[OPTIONS\]\n.*$/s, onlyUsage);
}

/**
 * Returns whether a message is the expected one, where that can be known: dockerd makes up names, for which `*` stands, and
 * unknown directives and the limits of flags come in any order.
 */
export function isMessage(foretold: string, met: string): boolean {
  if (foretold.includes(unknownDirectives)) return sorted(foretold) === sorted(met);
  const pieces = inOrder(foretold)
    .split('*')
    .map((piece) => piece.replace(/[.?+^$()[\]{}|\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`, 's').test(inOrder(met));
}

function inOrder(message: string): string {
  const limits = /(?<=default-ulimits: \(from flag: \[)[^\]]+/;
  return message.replace(limits, (shown) => shown.split(' ').sort().join(' '));
}

const unknownDirectives = "the following directives don't match any configuration option: ";

function sorted(message: string): string {
  const [before = '', names = ''] = message.split(unknownDirectives);
  return before + names.split(', ').sort().join(', ');
}
