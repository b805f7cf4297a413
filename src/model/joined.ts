/** Two sentences without a full stop at the end as one text; the other one alone where one is absent. */
export function joined(one: string | undefined, other: string): string;
export function joined(one: string | undefined, other: string | undefined): string | undefined;
export function joined(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || other === undefined ? (one ?? other) : `${one}. ${other}`;
}
