import type { Finding } from './inventory/finding.ts';
import type { Inventory } from './inventory/inventory.ts';
import type { Client, ExplanationAnswer, Resolution } from './resolution.ts';

/** A runtime name, and the client that asks for it. */
export interface Question {
  readonly name: string;
  readonly client: Client;
  /** The client names no runtime; `name` is its default, and empty where that is not known. */
  readonly usesDefault?: true;
  /** `name` is that of a RuntimeClass, or a text without a name; absent for the name of a runtime or a handler. */
  readonly about?: 'runtime-class' | 'text';
}

/** The answer to a question, and the inventory whose facts it was made with. */
export interface ResolvedName {
  readonly resolution: Resolution;
  /** What the inventory has found about it. */
  readonly findings: readonly Finding[];
  readonly inventory: Inventory;
}

/** Answers a question with the host as it is at this moment; undefined until the first look at the host is done. */
export type Resolver = (question: Question) => ResolvedName | undefined;

/** What each client makes of the name in a text. */
export interface ExplainedText {
  readonly text: string;
  readonly name: string;
  /** Absent when the text does not say which client it is about. */
  readonly client?: Client;
  readonly found?: ExplanationAnswer['found'];
  readonly answers: readonly Resolution[];
  readonly findings: readonly Finding[];
  readonly inventory: Inventory;
}
