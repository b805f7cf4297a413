import * as z from 'zod';

/** Why something that is permitted would not start; `message` is the text the client would see where there is one. */
export const Unavailable = z.object({ reason: z.string(), message: z.string() });
export type Unavailable = Readonly<z.infer<typeof Unavailable>>;
