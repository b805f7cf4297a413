import type { Finding, Severity } from '../../../model/inventory/finding.ts';
import { severitiesWorstFirst } from '../../../model/words.ts';
import { type Paint, type Palette, palette } from '../paint.ts';
import { printable } from '../printable.ts';
import { type TextStyle, titleRow } from '../style.ts';
import { alignColumns, type Cell } from '../table.ts';
import { adviceLines } from './advice.ts';

/**
 * Findings under their severity, the worst first, each with what to do; wide has one line for each, with the first
 * advice. Ends in a line break.
 */
export function renderFindings(findings: readonly Finding[], style: TextStyle): string {
  if (findings.length === 0) return 'No findings\n';
  const colours = palette(style.colour);
  const shown = style.wide === true ? table(findings, style, colours) : groups(findings, colours);
  return `${shown}\n\n${summary(findings)}\n${colours.dim(whereExplained)}\n`;
}

const whereExplained = '"shimdex check --explain CODE" prints what a finding means';

function groups(findings: readonly Finding[], colours: Palette): string {
  const paints = paintsOf(colours);
  const parts = severitiesWorstFirst.flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity);
    if (found.length === 0) return [];
    return [[paints[severity](severity.toUpperCase()), ...found.flatMap((each) => entry(each, colours))]];
  });
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function table(findings: readonly Finding[], style: TextStyle, colours: Palette): string {
  const paints = paintsOf(colours);
  const rows = severitiesWorstFirst
    .flatMap((severity) => findings.filter((finding) => finding.severity === severity))
    .map(({ severity, code, subject, message, advice }): Cell[] => [
      { text: severity, paint: paints[severity] },
      { text: code },
      { text: subject },
      { text: message },
      { text: advice[0]?.text ?? '', paint: colours.dim },
    ]);
  return alignColumns([...titleRow(titles, style, colours.bold), ...rows]).join('\n');
}

const titles = ['SEVERITY', 'CODE', 'SUBJECT', 'MESSAGE', 'WHAT TO DO'];

function paintsOf({ bad, warn, dim }: Palette): Readonly<Record<Severity, Paint>> {
  return { high: bad, medium: warn, low: dim };
}

function entry(finding: Finding, colours: Palette): string[] {
  return [
    `  ${colours.bold(printable(finding.code))}  ${printable(finding.subject)}`,
    `    ${printable(finding.message)}`,
    ...adviceLines(finding.advice, colours).map((line) => `    ${line}`),
  ];
}

function summary(findings: readonly Finding[]): string {
  const counts = severitiesWorstFirst.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}: ${counts.join(', ')}`;
}
