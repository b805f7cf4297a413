import * as z from 'zod';
import { parseLabels } from '../../core/fleet/queries.ts';
import { NameText } from '../answer/query.ts';

/** Most hosts in one answer: about 6 MiB. */
const mostHosts = 20_000;

const labelAdvice = 'expected NAME=VALUE, such as "cluster=eu-1", several with a comma between them';

/** What is no label never reaches Prometheus. */
const LabelText = z
  .string()
  .max(1024)
  .refine((text) => parseLabels(text) !== undefined, labelAdvice);

const timeAdvice = 'expected a time as RFC 3339 has it, or seconds since 1970';

const TimeText = z
  .string()
  .regex(/^(\d{1,11}(\.\d{1,9})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))$/, timeAdvice);

/** What every question about the fleet takes. */
export const fleetQuery = z.object({
  label: LabelText.optional().describe('Only hosts with these labels: NAME=VALUE, several with a comma between them'),
  time: TimeText.optional().describe('The time that is asked about, now unless told: RFC 3339 or seconds since 1970'),
});

/** How versions are spread. */
export const versionsQuery = fleetQuery.extend({
  runtime: NameText.optional().describe('Tell of the shim behind this runtime too'),
});

/** Which hosts are asked for. */
export const hostsQuery = fleetQuery.extend({
  runtime: NameText.optional().describe('Tell of each host whether it can start this runtime'),
  state: z
    .enum(['all', 'can', 'cannot', 'reporting', 'silent', 'findings'])
    .default('all')
    .describe('Only hosts in this state; "findings" are those with findings of severity high'),
  offset: numberText(0, 999_999_999).default(0).describe('Hosts to leave out at the beginning'),
  limit: numberText(1, mostHosts).default(1000).describe('Most hosts to tell of'),
});

/** A whole number as it stands in an address. */
function numberText(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
    z.int({ error }).min(least, { error }).max(most, { error }),
  );
}
