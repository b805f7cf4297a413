import * as z from 'zod';
import { parseLabels } from '../../core/fleet/queries.ts';
import { nameText } from '../answer/query.ts';

/** Most hosts in one answer: about 6 MiB. */
const mostHosts = 20_000;

const labelAdvice = 'write NAME=VALUE, such as "cluster=eu-1", several with a comma between them';

/** Text that is not a label never reaches Prometheus. */
const labelText = () =>
  z
    .string()
    .max(1024)
    .refine((text) => parseLabels(text) !== undefined, labelAdvice);

const timeAdvice = 'write a time as RFC 3339 has it, or seconds since 1970';

const timeText = () =>
  z.string().regex(/^(\d{1,11}(\.\d{1,9})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))$/, timeAdvice);

/** The parameters of every question about the fleet. */
export const fleetQuery = () =>
  z.object({
    label: labelText()
      .optional()
      .describe('Only hosts with these labels: NAME=VALUE, several with a comma between them'),
    time: timeText().optional().describe('The time of the question, as RFC 3339 or seconds since 1970; now by default'),
  });

/** How versions are spread. */
export const versionsQuery = () =>
  fleetQuery().extend({
    runtime: nameText().optional().describe('Include the shim behind this runtime'),
  });

/** Which hosts are asked for. A state that no host can have with this question is refused: an empty list would be no answer. */
export const hostsQuery = () =>
  hostsParameters()
    .refine(({ runtime, state }) => runtime !== undefined || (state !== 'can' && state !== 'cannot'), {
      path: ['state'],
      message: '"can" and "cannot" need "runtime", too',
    })
    .refine(({ runtime, state }) => runtime === undefined || state !== 'reporting', {
      path: ['state'],
      message: 'with "runtime", write "can" or "cannot" for the hosts that report',
    });

const hostsParameters = () =>
  fleetQuery().extend({
    runtime: nameText().optional().describe('Show for each host whether it can start this runtime'),
    state: z
      .enum(['all', 'can', 'cannot', 'reporting', 'silent', 'findings', 'default-unavailable'])
      .default('all')
      .describe(
        'Only hosts in this state; "findings": with findings of severity high; "default-unavailable": their default runtime would not start',
      ),
    offset: numberText(0, 999_999_999).default(0).describe('Hosts to leave out at the beginning'),
    limit: numberText(1, mostHosts).default(1000).describe('Most hosts in the answer'),
  });

/** A whole number as text in a URL. */
function numberText(least: number, most: number) {
  const error = `write a whole number from ${least} to ${most}`;
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
    z.int({ error }).min(least, { error }).max(most, { error }),
  );
}
