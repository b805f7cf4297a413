import * as z from 'zod';

/** What to do about a "no": a sentence, and where they help a shell line to copy or a text to put into a file. */
export const Advice = z.object({
  text: z.string().describe('One sentence'),
  command: z.string().optional().describe('A shell line to copy'),
  file: z.string().optional().describe('The file that the snippet goes into'),
  snippet: z.string().optional().describe('The text to put into the file'),
});
export type Advice = Readonly<z.infer<typeof Advice>>;
