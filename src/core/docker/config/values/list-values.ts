const part = ':?[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domain = new RegExp(`^(:?${part}(?::?\\.${part})*)\\.?[\\t\\n\\f\\r ]*$`);

/**
 * Why dockerd does not accept a text as a search domain. Only spaces around it are left out, and a colon before a part counts
 * as a part of it. Source: moby `opts/opts.go`, `ValidateDNSSearch`.
 */
export function domainFault(value: string): string | undefined {
  return domainIn(value) === undefined ? `${withoutSpaces(value)} is not a valid domain` : undefined;
}

/** The search domain that dockerd takes from a text. */
export function domainIn(value: string): string | undefined {
  const name = withoutSpaces(value);
  if (name === '.') return name;
  const [, read] = domain.exec(name) ?? [];
  return read !== undefined && /[a-zA-Z]/.test(read) && read.length < 255 ? read : undefined;
}

function withoutSpaces(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === ' ') start += 1;
  while (end > start && text[end - 1] === ' ') end -= 1;
  return text.slice(start, end);
}

/** Why dockerd does not accept a text as a label of itself. Source: moby `opts/opts.go`, `ValidateLabel`. */
export function labelFault(value: string): string | undefined {
  if (!value.includes('=')) return `bad attribute format: ${value}`;
  if (!/^(?:com\.docker|io\.docker|org\.dockerproject)\./i.test(value)) return undefined;
  return `label ${value} is not allowed: the namespaces com.docker.*, io.docker.*, and org.dockerproject.* are reserved for internal use`;
}

/** Two labels of one name with different values. Source: moby `daemon/config/config.go`, `GetConflictFreeLabels`. */
export function labelsFault(labels: readonly string[]): string | undefined {
  const values = new Map<string, string>();
  for (const label of labels) {
    const at = label.indexOf('=');
    const [name, value] = [label.slice(0, at), label.slice(at + 1)];
    const before = at < 0 ? undefined : values.get(name);
    if (before !== undefined && before !== value) return `conflict labels for ${label} and ${name}=${before}`;
    if (at >= 0) values.set(name, value);
  }
  return undefined;
}
