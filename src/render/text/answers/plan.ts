import type { Plan, PlannedContainer, PlanOutcome } from '../../../model/plan.ts';
import { type Palette, palette } from '../paint.ts';
import { printable } from '../printable.ts';
import { shortId } from '../short-id.ts';
import { type TextStyle, titleRow } from '../style.ts';
import { alignColumns, type Cell } from '../table.ts';
import { adviceLines } from './advice.ts';

/**
 * A plan for people: the sentence that matters, the containers with the lost ones first, and what to do; wide adds the
 * reason in one word, and whole ids. Ends in a line break.
 */
export function renderPlan(plan: Plan, style: TextStyle): string {
  const colours = palette(style.colour);
  const parts = [
    [colours.bold(printable(plan.summary)), ...releaseLines(plan)],
    containerLines(plan, style),
    upgradeLines(plan, colours),
    plan.units.map(({ unit, message }) => printable(`${unit}: ${message}`)),
    adviceLines(plan.advice, colours),
  ];
  const shown = parts.filter((lines) => lines.length > 0).map((lines) => lines.map((line) => `${line}\n`).join(''));
  return shown.join('\n');
}

function releaseLines({ runs, from, to, supported, message, unread }: Plan): string[] {
  const none = unread === undefined ? 'containerd does not run' : 'containerd is not seen';
  const path = runs ? ofRunning(from, to) : `${none}${to === undefined ? '' : `; ${to} starts`}`;
  const verdict = supported === false && message !== undefined ? [`Not supported: ${message}`] : [];
  const unknown =
    supported === null && from !== to ? ['It is not known whether this change of release is supported'] : [];
  const why = unread === undefined ? [] : [`It is not known which containers run: ${unread}`];
  return [path, ...verdict, ...unknown, ...why].map(printable);
}

function ofRunning(from: string | undefined, to: string | undefined): string {
  const now = from === undefined ? 'A containerd runs whose version is not known' : `containerd ${from} runs`;
  return to === undefined || from === to ? now : `${now}, and ${to} starts instead`;
}

function containerLines({ containers }: Plan, style: TextStyle): string[] {
  if (containers.length === 0) return [];
  const colours = palette(style.colour);
  const wide = style.wide === true;
  const titles = ['OUTCOME', 'CONTAINER', 'RUNTIME', 'SHIM', ...(wide ? ['REASON'] : []), 'WHY'];
  return alignColumns([
    ...titleRow(titles, style, colours.bold),
    ...containers.map((each) => containerRow(each, colours, wide)),
  ]);
}

function containerRow(
  { outcome, namespace, id, name, runtime, pid, reason, message }: PlannedContainer,
  colours: Palette,
  wide: boolean,
): Cell[] {
  const whole = name === undefined ? id : `${name} ${id}`;
  return [
    { text: outcome, paint: paintOf(outcome, colours) },
    { text: `${namespace}/${wide ? whole : (name ?? shortId(id))}` },
    { text: runtime ?? '-' },
    { text: pid === null ? '-' : String(pid) },
    ...(wide ? [{ text: reason }] : []),
    { text: message },
  ];
}

function paintOf(outcome: PlanOutcome, { bad, warn, dim, good }: Palette) {
  const paints = { killed: bad, unmanaged: bad, unknown: warn, removed: dim, kept: good } as const;
  return paints[outcome];
}

function upgradeLines({ stopsStarting = [], newFindings = [] }: Plan, { bad, bold }: Palette): string[] {
  return [
    ...stopsStarting.map(
      ({ kind, name, message }) => `${bad(`The ${kind}`)} ${printable(`"${name}" would no longer start: ${message}`)}`,
    ),
    ...newFindings.map(({ code, subject, message }) => `${bold(code)} ${printable(`${subject}: ${message}`)}`),
  ];
}
