import type { Advice } from '../../model/inventory/advice.ts';
import { oncePer } from '../../model/once-per.ts';
import { shellWord } from '../advice/shell-word.ts';
import type { RuleFinding } from '../findings/context.ts';
import type { Exposure } from './exposures.ts';
import { several, type Writer } from './writers.ts';

/** A finding about a directory, link or file that others may change; the same object for the same exposure. */
export const describeExposure = oncePer((exposure: Exposure): RuleFinding => {
  const { step, writers, severity, reasons, user, closedBy } = exposure;
  const who = writers.map(({ name }) => name).join(' and ');
  const can = step.kind === 'link' ? `can replace the link "${step.path}"` : `can write to "${step.path}"`;
  const runner = user === 0 ? 'root' : `user ${user}`;
  const closed =
    closedBy === undefined ? '' : `. For now, only root can enter "${closedBy}", so nobody else can use this yet`;
  return {
    severity,
    subject: step.path,
    message: `${who[0]?.toUpperCase()}${who.slice(1)} ${can} and decide what runs as ${runner}: ${several(reasons, '; ')}${closed}`,
    advice: adviseOn(exposure),
  };
});

function adviseOn({ step, writers }: Exposure): Advice[] {
  const path = shellWord(step.path);
  const isOwned = writers.some(({ by }) => by === 'owner');
  const isShared = step.kind === 'directory' && (step.mode & 0o1000) !== 0;
  const owner = isOwned ? [step.kind === 'link' ? `chown -h root: ${path}` : `chown root: ${path}`] : [];
  const bits = isShared ? '' : writtenBits(step.mode, writers);
  const commands = [...owner, ...(bits === '' ? [] : [`chmod ${bits} ${path}`])];
  const advice =
    commands.length === 0 ? [] : [{ text: `Let only root write to "${step.path}"`, command: commands.join(' && ') }];
  const shared = `"${step.path}" is a directory for files of all users: use another directory, which only root can write to`;
  const isSharedWithAll = isShared && writers.some(({ by }) => by !== 'owner');
  return isSharedWithAll ? [...advice, { text: shared }] : advice;
}

/** Taking the bit of one alone could leave the file open to the other. */
function writtenBits(mode: number, writers: readonly Writer[]): string {
  if (writers.every(({ by }) => by === 'owner')) return '';
  const bits = `${mode & 0o020 ? 'g' : ''}${mode & 0o002 ? 'o' : ''}`;
  return `${bits}-w`;
}
