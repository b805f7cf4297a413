/**
 * How far a look goes: `touched` asks only for the names that changed and keeps the listings; `shims` lists the
 * places that moved again and keeps what the sources said; `sources` reads them too; `all` trusts nothing that is
 * remembered. Each includes the ones before.
 */
export type Scope = (typeof scopes)[number];

const scopes = ['touched', 'shims', 'sources', 'all'] as const;

/** The scope that includes both; absent ones are smaller than any. */
export function widest(one: Scope, other: Scope | undefined): Scope {
  return other !== undefined && scopes.indexOf(other) > scopes.indexOf(one) ? other : one;
}
