import type { Target } from '../../../model/host/target.ts';
import type { SourceState } from '../../../model/inventory/source.ts';
import { palette } from '../paint.ts';
import { type TextStyle, titleRow } from '../style.ts';
import { alignColumns, type Cell } from '../table.ts';
import { renderSources } from './source-notes.ts';

/**
 * The containerds and Engines of a host as a table, with a star after the described ones; wide adds the sockets. What could
 * not be read is below it. Ends in a line break.
 */
export function renderTargets(
  targets: readonly Target[],
  style: TextStyle,
  sources: readonly SourceState[] = [],
): string {
  const unread = renderSources(sources);
  if (unread === '') return table(targets, style);
  return `${targets.length === 0 ? 'No containerd or dockerd is seen here\n' : table(targets, style)}\n${unread}`;
}

function table(targets: readonly Target[], style: TextStyle): string {
  if (targets.length === 0) return 'No containerd or dockerd runs here\n';
  const colours = palette(style.colour);
  const wide = style.wide === true;
  const titles = ['KIND', 'PID', 'VERSION', 'BELONGS TO', 'CONFIGURATION', ...(wide ? ['SOCKETS'] : []), flagsTitle];
  const lines = alignColumns([...titleRow(titles, style, colours.dim), ...targets.map((target) => row(target, wide))]);
  return `${[...lines, ...notes(targets)].join('\n')}\n`;
}

const flagsTitle = 'OPTIONS TO LOOK AT IT';

function row(target: Target, wide: boolean): Cell[] {
  const { kind, pid, version, configFile, described, believed } = target;
  const texts = [
    `${kind}${described ? ' *' : ''}${believed ? '' : ' ?'}`,
    pid === undefined ? '-' : String(pid),
    version ?? 'unknown',
    ownerOf(target),
    configFile ?? 'unknown',
    ...(wide ? [target.sockets.join(', ') || (isKnown(target) ? 'none' : 'unknown')] : []),
    options(target),
  ];
  return texts.map((text) => ({ text }));
}

function options(target: Target): string {
  if (target.flags.length > 0) return target.flags.map(shellWord).join(' ');
  return isKnown(target) ? 'none: it listens on no unix socket' : 'unknown: run shimdex as root';
}

/** The sockets of a dockerd are not known where its configuration is not; a containerd always has one. */
function isKnown({ kind, configFile }: Target): boolean {
  return kind === 'dockerd' && configFile !== undefined;
}

function ownerOf({ belongsTo, uid }: Target): string {
  const user = uid === undefined || uid === 0 ? undefined : `user ${uid}`;
  return [belongsTo, user].filter((text) => text !== undefined).join(', ') || '-';
}

function notes(targets: readonly Target[]): string[] {
  const isStarred = targets.some(({ described }) => described);
  const isDoubted = targets.some(({ believed }) => !believed);
  const star = isStarred ? ['* Described by the other commands'] : [];
  const doubt = isDoubted ? ['? A process of another user that has the name; it is described only if you name it'] : [];
  return star.length + doubt.length === 0 ? [] : ['', ...star, ...doubt];
}

/** A word as a POSIX shell reads it back. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
