import * as z from 'zod';

/** Which of containerd's rules makes it look in a place. */
export const PlaceKind = z.enum(['cwd', 'opt', 'path', 'executable']);
export type PlaceKind = z.infer<typeof PlaceKind>;

/** What a place turned out to be. */
export const PlaceState = z.enum(['ok', 'missing', 'unreadable', 'not-a-directory', 'loop', 'duplicate']);
export type PlaceState = z.infer<typeof PlaceState>;

/** One directory of containerd's lookup, in the order of the lookup. */
export const Place = z.object({
  position: z.int().describe('0 is looked at first'),
  directory: z.string(),
  kind: PlaceKind,
  state: PlaceState,
  realPath: z.string().optional(),
  duplicateOf: z.string().optional(),
  shims: z.array(z.string()).describe('File names of the candidates found there'),
});
export type Place = Readonly<z.infer<typeof Place>>;
