import * as z from 'zod';
import { Advice } from './inventory/advice.ts';
import { Finding } from './inventory/finding.ts';

/**
 * What happens to a container: it keeps running as before, it is killed, it keeps running but containerd does not know it
 * any more, or it has ended and disappears from the list.
 */
export const PlanOutcome = z.enum(['kept', 'killed', 'unmanaged', 'removed', 'unknown']);
export type PlanOutcome = z.infer<typeof PlanOutcome>;

/** Why, in the order in which it is decided. */
export const PlanReason = z.enum([
  // systemd stops the service.
  'docker-stops',
  'systemd-kills-shim',
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

/** A runtime or a CRI handler that starts now, and does not start after the upgrade. */
export const LostStart = z.object({ kind: z.enum(['runtime', 'handler']), name: z.string(), message: z.string() });
export type LostStart = Readonly<z.infer<typeof LostStart>>;

/** What a restart or an upgrade of containerd would do to what runs. */
export const Plan = z.object({
  action: z.enum(['restart', 'upgrade']),
  runs: z.boolean().describe('A containerd that runs is seen'),
  from: z.string().optional().describe('Version of the containerd that runs; absent where it is not known'),
  to: z.string().optional().describe('Version of the containerd afterwards; absent where it is not known'),
  supported: z.boolean().nullable().describe('The containerd project supports this change of release; null: not known'),
  message: z.string().optional().describe('One sentence about the change of release'),
  unread: z.string().optional().describe('Why the containers that run are not known, or not all of them'),
  containers: z.array(PlannedContainer),
  units: z.array(z.object({ unit: z.string(), message: z.string() })).describe('What systemd adds'),
  stopsStarting: z.array(LostStart).optional().describe('Only of an upgrade'),
  newFindings: z.array(Finding).optional().describe('Only of an upgrade: findings that appear with it'),
  advice: z
    .array(Advice)
    .describe('What to do first, for containerd to start again and for the containers that would be lost'),
  summary: z.string(),
});
export type Plan = Readonly<z.infer<typeof Plan>>;
