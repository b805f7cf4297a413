const part = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domain = new RegExp(`^${part}(?:\\.${part})*\\.?$`);

/** Why dockerd does not accept a text as a search domain. Source: moby `opts/opts.go`, `ValidateDNSSearch`. */
export function domainFault(value: string): string | undefined {
  const name = value.trim();
  if (name === '.' || (/[a-zA-Z]/.test(name) && name.length < 255 && domain.test(name))) return undefined;
  return `${name} is not a valid domain`;
}

/** Why dockerd does not accept a text as a label of itself. Source: moby `opts/opts.go`, `ValidateLabel`. */
export function labelFault(value: string): string | undefined {
  return value.includes('=') ? undefined : `bad attribute format: ${value}`;
}
