import * as z from 'zod';

/** One place of facts about the host; the same words label `shimdex_source_up{source}`. */
export const SourceName = z.enum([
  'search-path',
  'docker-config',
  'docker-engine',
  'containerd-config',
  'containerd-process',
  'containerd-socket',
  'containers',
]);
export type SourceName = z.infer<typeof SourceName>;

/**
 * The last result of a source: `read` from the host, `assumed` from documented defaults, `absent` from the host,
 * `unreadable` for the reason in `message`, `stale` when the last good facts are served.
 */
export const SourceState = z.object({
  source: SourceName,
  state: z.enum(['read', 'assumed', 'absent', 'unreadable', 'stale']),
  file: z.string().optional().describe('The file it was read from, or would be'),
  message: z.string().optional(),
});
export type SourceState = Readonly<z.infer<typeof SourceState>>;
