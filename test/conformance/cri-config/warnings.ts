import type { ContainerdConfig } from '../../../src/model/containerd/containerd-config.ts';

/** The warnings of a reading: message, key and plugin of each, once. */
export function warningsOf(config: ContainerdConfig, command: 'dump' | 'run'): string[] {
  const shown = config.warnings.filter(({ runOnly }) => command === 'run' || runOnly !== true);
  return sorted(shown.map(({ text, key, plugin }) => [text, key?.join(' '), plugin].join('|')));
}

/** The same of the lines that were recorded. */
export function recordedWarnings(log: readonly string[] = []): string[] {
  return sorted(log.filter((line) => line.includes('level=warning') && !line.includes('proxy plugin')).map(toWarning));
}

function toWarning(line: string): string {
  const text = /msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  const [, quoted, bare] = /key=(?:"((?:[^"\\]|\\.)*)"|(\S*))/.exec(line) ?? [];
  return [text, quoted ?? bare, /plugin=(\S+)/.exec(line)?.[1]].join('|');
}

function sorted(warnings: readonly string[]): string[] {
  return [...new Set(warnings)].sort();
}
