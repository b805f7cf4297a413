import * as z from 'zod';

/**
 * What becomes of a container: it runs on as before, it is killed, it runs on and containerd does not know it any more, or
 * it has ended and disappears from the list.
 */
export const PlanOutcome = z.enum(['kept', 'killed', 'unmanaged', 'removed', 'unknown']);
export type PlanOutcome = z.infer<typeof PlanOutcome>;

/** Why, in the order in which containerd decides. */
export const PlanReason = z.enum([
  // The bundle.
  'bundle-missing',
  'bundle-empty',
  'shim-file-missing',
  'runtime-name-invalid',
  'not-in-metadata',
  // The shim does not answer.
  'no-address',
  'address-unreadable',
  'socket-closed',
  'other-shim-answers',
  'shim-gone',
  'shim-stopped',
  'task-api-differs',
  // It answers.
  'reconnects',
  'stays-stopped',
  'exited',
  'oci-runtime-silent',
  'kept-without-oci-runtime',
  'kept-without-metadata',
  'not-known',
]);
export type PlanReason = z.infer<typeof PlanReason>;

/** One container of a plan. */
export const PlannedContainer = z.object({
  namespace: z.string(),
  id: z.string(),
  name: z.string().optional(),
  runtime: z.string().nullable().describe('null: not known'),
  pid: z.int().nullable().describe('The shim; null: none runs, or it is not known'),
  outcome: PlanOutcome,
  reason: PlanReason,
  message: z.string(),
});
export type PlannedContainer = Readonly<z.infer<typeof PlannedContainer>>;

/** What a restart or an upgrade of containerd would do to what runs. */
export const Plan = z.object({
  action: z.enum(['restart', 'upgrade']),
  from: z.string().optional(),
  to: z.string().optional(),
  supported: z.boolean().nullable().describe('The containerd project supports this change of release; null: not known'),
  containers: z.array(PlannedContainer),
  units: z.array(z.object({ unit: z.string(), message: z.string() })),
  summary: z.string(),
});
export type Plan = Readonly<z.infer<typeof Plan>>;
