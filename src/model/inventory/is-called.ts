/** Names of a runtime. */
interface Named {
  readonly name: string;
  readonly aliases: readonly string[];
}

/** Whether a runtime has this name, as its own or as another one that leads to the same shim. */
export function isCalled({ name, aliases }: Named, asked: string): boolean {
  return name === asked || aliases.includes(asked);
}
