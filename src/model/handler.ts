import * as z from 'zod';
import { Unavailable } from './unavailable.ts';

/** A CRI runtime handler of containerd's configuration; no source reads them yet. */
export const Handler = z.object({
  handler: z.string(),
  runtimeType: z.string(),
  available: z.boolean(),
  path: z.string().optional(),
  unavailable: Unavailable.optional(),
});
export type Handler = Readonly<z.infer<typeof Handler>>;
