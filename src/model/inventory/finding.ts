import * as z from 'zod';
import { severities } from '../words.ts';
import { Advice } from './advice.ts';

/** How bad a finding is; `shimdex check --fail-on` compares these in this order. */
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

/** One thing that is wrong with this host's runtimes. `code` has a section in docs/findings.md. */
export const Finding = z.object({
  code: z.string(),
  severity: Severity,
  subject: z.string().describe('The path, runtime name or config location it is about'),
  message: z.string().describe('One sentence'),
  advice: z.array(Advice).min(1).describe('What to do about it, most useful first'),
});
export type Finding = Readonly<z.infer<typeof Finding>>;
