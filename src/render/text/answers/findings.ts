import type { Finding, Severity } from '../../../model/inventory/finding.ts';
import { severitiesWorstFirst } from '../../../model/words.ts';
import { type Paint, type Palette, palette } from '../paint.ts';
import { printable } from '../printable.ts';
import { adviceLines } from './advice.ts';

/** Findings under their severity, the worst first, each with what to do; ends in a line break. */
export function renderFindings(findings: readonly Finding[], options: { readonly colour: boolean }): string {
  if (findings.length === 0) return 'No findings\n';
  const colours = palette(options.colour);
  const paints: Readonly<Record<Severity, Paint>> = { high: colours.bad, medium: colours.warn, low: colours.dim };
  const groups = severitiesWorstFirst.flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity);
    if (found.length === 0) return [];
    return [[paints[severity](severity.toUpperCase()), ...found.flatMap((each) => entry(each, colours))]];
  });
  return `${groups.map((lines) => lines.join('\n')).join('\n\n')}\n\n${summary(findings)}\n`;
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
