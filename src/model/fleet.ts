import * as z from 'zod';
import { Severity } from './inventory/finding.ts';

/**
 * What is known of a host about one runtime: it `can` start it, it `cannot`, or it is `silent` because its last report
 * is too old to count. Without a runtime in the question, a host that is not silent is `reporting`.
 */
export const FleetState = z.enum(['can', 'cannot', 'reporting', 'silent']);
export type FleetState = z.infer<typeof FleetState>;

/**
 * Why a host cannot start a runtime: it is `unavailable` (known there, and would not start) or `not-known` there.
 * Why it is silent: it is `unreachable` for Prometheus, `gone` (its series ended), or `not-looking` (it stopped looking).
 */
export const FleetReason = z.enum(['unavailable', 'not-known', 'unreachable', 'gone', 'not-looking']);
export type FleetReason = z.infer<typeof FleetReason>;

/** A host of the fleet: one `instance` of Prometheus. */
export const FleetHost = z.object({
  instance: z.string(),
  name: z.string().optional().describe('Name of the host; absent where its shimdex does not report it'),
  target: z.string().optional().describe('Label of the containerd and the Engine that it observes'),
  containerd: z.string().optional().describe('Version of its containerd; absent where it has none or it is not known'),
  docker: z.string().optional().describe('Version of its Docker Engine; absent where it has none or it is not known'),
  labels: z.record(z.string(), z.string()).describe('Other labels of its target'),
  state: FleetState,
  reason: FleetReason.optional(),
  unavailable: z
    .string()
    .optional()
    .describe(
      'Why it would not start, as `unavailable.reason` of a runtime; absent where its shimdex does not report it',
    ),
  path: z.string().optional().describe('The shim that would be executed'),
  highFindings: z.array(z.string()).describe('Codes of its findings of severity high'),
  causes: z
    .array(z.string())
    .describe(
      'Codes of findings about the runtime; of a host whose shimdex does not report these, codes that may explain why it cannot start it',
    ),
  severities: z
    .record(z.string(), Severity)
    .optional()
    .describe('Severity of each code in `causes`; absent where Prometheus does not know any'),
  brokenDefault: z.string().optional().describe('Its default runtime, if that would not start'),
  hasDashboard: z.boolean().describe('Whether a shimdex listens at its instance, and not only writes a textfile'),
});
export type FleetHost = Readonly<z.infer<typeof FleetHost>>;

/** Something that some hosts have, and on how many it is. */
export const FleetShare = z.object({
  binary: z.string().optional(),
  path: z.string().optional().describe('Of a shim'),
  version: z.string().optional().describe('Of containerd or Docker; absent where it is not known'),
  hosts: z.int(),
});
export type FleetShare = Readonly<z.infer<typeof FleetShare>>;

/** What every answer about the fleet includes: the warnings of Prometheus. */
const remarks = { warnings: z.array(z.string()).describe('Warnings of Prometheus, such as a partial answer') };

/** Whether a Prometheus is configured for the fleet page. */
export const Fleet = z.object({ prometheus: z.boolean().describe('Whether --prometheus-url was given') });

/** The fleet in a few figures. */
export const FleetSummary = z.object({
  hosts: z.int(),
  reporting: z.int(),
  silent: z.object({ unreachable: z.int(), gone: z.int(), 'not-looking': z.int() }),
  highFindings: z.int().describe('Hosts with findings of severity high'),
  defaultUnavailable: z.int().describe('Hosts whose default runtime would not start'),
  ...remarks,
});
export type FleetSummary = Readonly<z.infer<typeof FleetSummary>>;

/** How many of the hosts that are not silent know a runtime, and how many can start it. */
export const FleetRuntime = z.object({ runtime: z.string(), can: z.int(), known: z.int() });
export type FleetRuntime = Readonly<z.infer<typeof FleetRuntime>>;

/** Every runtime that a host which is not silent knows. */
export const FleetRuntimes = z.object({ reporting: z.int(), runtimes: z.array(FleetRuntime), ...remarks });
export type FleetRuntimes = Readonly<z.infer<typeof FleetRuntimes>>;

/** Shims by path, and containerd and Docker by version, the most frequent first. */
export const FleetVersions = z.object({
  runtime: z.string().optional(),
  shims: z.array(FleetShare).describe('The shim behind the runtime, by path; empty without a runtime'),
  containerd: z.array(FleetShare),
  docker: z.array(FleetShare),
  ...remarks,
});
export type FleetVersions = Readonly<z.infer<typeof FleetVersions>>;

/** The hosts that were asked for, by name, and by instance where it is not known. */
export const FleetHosts = z.object({
  runtime: z.string().optional(),
  counts: z
    .object({
      can: z.int(),
      cannot: z.int(),
      reporting: z.int(),
      silent: z.int(),
      findings: z.int(),
      'default-unavailable': z.int(),
    })
    .describe('Of all hosts with the labels, in any state'),
  total: z.int().describe('Number of matching hosts, including the ones beyond `limit`'),
  hosts: z.array(FleetHost),
  ...remarks,
});
export type FleetHosts = Readonly<z.infer<typeof FleetHosts>>;
