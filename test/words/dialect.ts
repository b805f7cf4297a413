/** An expression that readers stumble over, and what to write instead. */
export interface Expression {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** What this project used to write, and does not any more. */
export const dialect: readonly Expression[] = [
  {
    pattern: /\b(?:is|are|was|were) no (?!longer\b|more than\b|less than\b)[a-z]+/gi,
    instead: '"is not a", "is not valid"',
  },
  { pattern: /\btells\b/gi, instead: '"reports", "shows", "says"' },
  { pattern: /\btold\b/gi, instead: '"reported", "shown", "given"' },
  { pattern: /\btell (?:of|about)\b/gi, instead: '"report", "list"' },
  {
    pattern: /\b(?:stands?|stood) (?:in|beside|behind|before|for itself|as it|on|there|with|at)\b/gi,
    instead: '"is in", "is next to", "is unchanged"',
  },
  { pattern: /\banew\b/gi, instead: '"again"' },
  { pattern: /\bwhoever\b/gi, instead: 'name them: "callers", "readers"' },
  { pattern: /\bone that is\b/gi, instead: 'the noun: "a removed runtime"' },
  { pattern: /\bthose that\b/gi, instead: '"the ones that", or the noun' },
  { pattern: /\bunless told\b/gi, instead: '"by default"' },
  { pattern: /\bheard\b/gi, instead: '"received", "answered"' },
  { pattern: /\bby hand\b/gi, instead: '"manually", "given"' },
  { pattern: /\bfor good\b/gi, instead: '"permanently"' },
  { pattern: /\bbears?\b/gi, instead: '"has"' },
  { pattern: /\bsaid last\b/gi, instead: '"its last answer"' },
  { pattern: /\bnames none\b/gi, instead: '"does not name a …"' },
  { pattern: /\bbeside\b/gi, instead: '"next to", "in addition to", "besides"' },
  { pattern: /\bin force\b/gi, instead: '"in effect"' },
  { pattern: /\b(?:goes|go|went) on\b/gi, instead: '"continues", "keeps running"' },
  { pattern: /\bbec(?:omes?|ame) of\b/gi, instead: '"happens to"' },
  { pattern: /\bof which (?:it|that|this) is\b/gi, instead: '"for which"' },
  { pattern: /\bpass(?:es)? over\b/gi, instead: '"skips"' },
  { pattern: /\bheld? against\b/gi, instead: '"is compared with", "is reported for"' },
];

/** Texts of containerd, dockerd, the kernel and Go that are quoted as they are. */
export const quotations: readonly string[] = ['is no such file'];
