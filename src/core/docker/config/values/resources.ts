/** Why a flag for a resource of a node is refused. Source: moby `opts/opts.go`, `ValidateSingleGenericResource`. */
export function resourceFault(text: string): string | undefined {
  return text.includes('=') ? undefined : `invalid node-generic-resource format \`${text}\` expected \`name=value\``;
}

/**
 * What is wrong with the resources of a node: a name has one number, or words. Of several wrong names, dockerd takes any.
 *
 * Source: swarmkit `api/genericresource/parse.go`, `Parse`.
 */
export function resourcesFault(terms: readonly string[]): string | undefined {
  const wrong = (what: string) => `could not parse GenericResource: ${what}`;
  const values = new Map<string, string[]>();
  for (const term of terms) {
    const [name = '', value, more] = term.split('=');
    if (value === undefined || more !== undefined) {
      return wrong(`incorrect term ${term}, missing '=' or malformed expression`);
    }
    const ofName = values.get(name.trim()) ?? [];
    ofName.push(value.trim());
    values.set(name.trim(), ofName);
  }
  for (const [name, ofName] of values) {
    const [only = ''] = ofName;
    if (ofName.length === 1) {
      if (isNumber(only) && only.startsWith('-') && /[1-9]/.test(only)) {
        return wrong(`cannot ask for negative resource ${name}`);
      }
    } else if (ofName.some(isNumber)) {
      return wrong(`mixed discrete and named resources in expression '${name}=[${ofName.join(' ')}]'`);
    }
  }
  return undefined;
}

/** What Go reads into 64 bits. */
function isNumber(text: string): boolean {
  return /^[+-]?0*\d{1,18}$/.test(text);
}
