import * as z from 'zod';

/**
 * What to do about a "no": a sentence, and where they help a shell line to copy or a text to put into a file. A sentence that
 * begins with "Then" is a step that follows the advice before it; one that begins with "Or" is another way.
 */
export const Advice = z.object({
  text: z.string().describe('One sentence. "Then …" follows the advice before it, and "Or …" is another way'),
  command: z.string().optional().describe('A shell line to copy'),
  file: z.string().optional().describe('The file that the snippet goes into'),
  snippet: z.string().optional().describe('The text to put into the file'),
});
export type Advice = Readonly<z.infer<typeof Advice>>;
