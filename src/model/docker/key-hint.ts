/** A key of daemon.json that dockerd does not know where it is written, and what it may stand for. */
export interface KeyHint {
  readonly key: string;
  readonly line: number;
  /** The key it is written below: `runtimes.kata`; absent at the top. */
  readonly inside?: string;
  /** The key that was meant. */
  readonly meant?: string;
  /** `moved`: the key is known elsewhere; `misspelt`: another key is close; `no-object`: its value is; `unknown`: none. */
  readonly kind: 'misspelt' | 'moved' | 'no-object' | 'unknown';
  /** dockerd ignores this key without a message; it refuses the file for any other unknown key. */
  readonly ignored?: true;
}
