import * as z from 'zod';

/** What separates a container from the host's kernel, in one word. */
export const Isolation = z.enum([
  'namespaces',
  'microvm',
  'confidential-vm',
  'enclave',
  'user-space-kernel',
  'unikernel',
  'wasm',
  'windows',
  'jail',
  'test',
  'other',
]);
export type Isolation = z.infer<typeof Isolation>;

/** A shim or an OCI runtime that is publicly known: our own short description, and where it comes from. */
export const CatalogueEntry = z.object({
  binary: z.string().describe('File name'),
  runtime: z.string().optional().describe('The runtime name its project documents; an OCI runtime has none'),
  aliases: z.array(z.string()).optional().describe('Other documented names that lead to the same file'),
  nicknames: z.array(z.string()).optional().describe('Short names that people use for it'),
  directories: z.array(z.string()).optional().describe('Where its installers put it, apart from the usual directories'),
  project: z.string(),
  url: z.url(),
  isolation: Isolation,
  description: z.string().describe('One short phrase'),
});
export type CatalogueEntry = Readonly<z.infer<typeof CatalogueEntry>>;
