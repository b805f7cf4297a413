import * as z from 'zod';
import { Advice } from './inventory/advice.ts';
import { Finding } from './inventory/finding.ts';
import { DefinedIn, OciRuntime } from './inventory/runtime.ts';
import { SourceState } from './inventory/source.ts';
import { Unavailable, UnavailableReason } from './inventory/unavailable.ts';
import { clients } from './words.ts';

/** The client that asks: the Docker API, containerd's own client `ctr`, nerdctl, or a kubelet, whose name is a CRI handler. */
export const Client = z.enum(clients);
export type Client = z.infer<typeof Client>;

/**
 * Why a name is refused before anything is looked for on disk; `not-configured` by CRI, and by Docker before 23. The first
 * three are about a name that is in the configuration file, which the running Engine has not loaded.
 */
export const Refusal = z.enum([
  'reload-needed',
  'restart-needed',
  'docker-config-refused',
  'empty',
  'no-dot',
  'empty-prefix',
  'absolute-path',
  'relative-path',
  'not-configured',
  'policy-denied',
]);
export type Refusal = z.infer<typeof Refusal>;

/** The answer to "what is this name?" in one word. */
export const Verdict = z.enum(['stock', 'configured', 'implicit', 'not-installed', 'refused', 'unknown']);
export type Verdict = z.infer<typeof Verdict>;

/** Which rule led to a place that was tried: one of containerd's, or `client-path` for the PATH of nerdctl. */
export const AttemptStep = z.enum(['configured', 'absolute', 'client-path', 'cwd', 'path', 'executable-directory']);
export type AttemptStep = z.infer<typeof AttemptStep>;

/** What was found at a place that was tried. */
export const AttemptOutcome = z.enum([
  'chosen',
  'missing',
  'not-executable',
  'is-directory',
  'dangling-symlink',
  'unreadable-directory',
  'not-tried',
]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

export const Attempt = z.object({
  step: AttemptStep,
  path: z.string(),
  outcome: AttemptOutcome,
  startable: z
    .boolean()
    .optional()
    .describe('Whether this file would start: false of a selected file that fails, true of files that it hides'),
});
export type Attempt = Readonly<z.infer<typeof Attempt>>;

/** A configuration that dockerd refuses, and the error that it prints. */
export const RefusedConfig = z.object({
  file: z.string().describe('The file, or "dockerd command line"'),
  line: z.int().optional(),
  message: z.string(),
});
export type RefusedConfig = Readonly<z.infer<typeof RefusedConfig>>;

/** A similar name, and whether it would start for the same client. */
export const Suggestion = z.object({
  name: z.string(),
  available: z.boolean().nullable(),
  reason: UnavailableReason.optional(),
});
export type Suggestion = Readonly<z.infer<typeof Suggestion>>;

/** Everything that happens to a name: which rule, which places, which file, which error. */
export const Resolution = z.object({
  name: z.string(),
  client: Client,
  verdict: Verdict,
  permitted: z.boolean().nullable().describe('null: unknown, because a deciding fact could not be read'),
  available: z.boolean().nullable().describe('null: shimdex cannot know it'),
  refusal: Refusal.optional(),
  binary: z.string().optional(),
  path: z.string().optional(),
  cause: z.string().optional().describe('Why it would not start, or why that is unknown, in one sentence'),
  error: z.string().optional().describe('The text the client would see, word for word'),
  prints: z.string().optional().describe('The same text as the command of the client prints it'),
  unavailable: Unavailable.optional(),
  runtimeType: z.string().optional(),
  ociRuntime: OciRuntime.optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  definedIn: DefinedIn.optional(),
  refusedConfig: RefusedConfig.optional().describe('The configuration with which dockerd does not start'),
  note: z.string().optional(),
  attempts: z.array(Attempt),
  aliases: z.array(z.string()),
  advice: z.array(Advice).describe('What to do, most useful first; empty when there is nothing to do'),
  didYouMean: z.array(z.string()).optional(),
  suggestions: z.array(Suggestion).optional().describe('The names of `didYouMean`, with their states'),
  instead: Advice.optional().describe('What works now, without any change of the host'),
});
export type Resolution = Readonly<z.infer<typeof Resolution>>;

/** A resolution as it is served: with the revision it was made from and the state of the sources behind it. */
export const ResolutionAnswer = Resolution.extend({
  findings: z.array(Finding).describe('Findings about the name, its files and the places that were searched'),
  revision: z.int(),
  sources: z.array(SourceState),
});
export type ResolutionAnswer = Readonly<z.infer<typeof ResolutionAnswer>>;

/** `GET /v1/explain`: what somebody typed or pasted, and what each client makes of the name in it. */
export const ExplanationAnswer = z.object({
  text: z.string(),
  name: z.string().describe('The name that was found in the text; the text itself where none was found'),
  found: z
    .enum(['default', 'runtime-class', 'nothing'])
    .optional()
    .describe(
      'What `name` is: the default of the client, because the text names no runtime; a RuntimeClass that the cluster lacks; or the text, in which no name was found. Absent for the name of a runtime or a handler',
    ),
  client: Client.optional().describe('The client that the text is about, where it names one'),
  answers: z.array(Resolution).describe('One for each client: docker, containerd, nerdctl, cri'),
  findings: z.array(Finding),
  revision: z.int(),
  sources: z.array(SourceState),
});
export type ExplanationAnswer = Readonly<z.infer<typeof ExplanationAnswer>>;
