/** A part of an explanation. Code in its texts is between backticks. The first row of a table has the titles. */
export type MeaningPart =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

/** What a finding means, when it is reported and how to fix it: a section of docs/findings.md. */
export type Meaning = readonly MeaningPart[];
