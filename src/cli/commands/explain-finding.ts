import { readMeanings } from '../../core/findings/meanings.ts';
import { alternatives, UsageError } from '../../errors.ts';
import { readFindingsPage } from '../../findings-page.ts';
import { renderMeaning } from '../../render/text/answers/meaning.ts';
import type { Terminal } from '../terminal.ts';

/** What a text is wrapped to where it is not read on a terminal. */
const usualColumns = 80;

/** `shimdex check --explain`: what a finding means and how to fix it. Does not look at the host. */
export function explainFinding(code: string, terminal: Terminal): number {
  const page = readFindingsPage();
  if (page === undefined) throw new UsageError('Cannot explain findings: this build has no "docs/findings.md"');
  const meanings = readMeanings(page);
  const meaning = meanings.get(code);
  if (meaning === undefined) {
    const codes = [...meanings.keys()];
    const similar = codes.filter((each) => each.includes(code));
    throw new UsageError(
      `Unknown finding ${JSON.stringify(code)}: write ${alternatives(similar.length > 0 ? similar : codes)}`,
    );
  }
  const columns = terminal.screen?.size().columns ?? usualColumns;
  terminal.out(renderMeaning(code, meaning, { colour: terminal.colour, columns }));
  return 0;
}
