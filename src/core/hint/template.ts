/** What to print when the user gave one of `names` with `--runtime`. */
export interface FlagCase {
  readonly names: readonly string[];
  readonly lines: readonly string[];
}

/**
 * Lines as a text of Go's text/template: a string constant, so that braces mean nothing. The escapes of JSON are ones of
 * Go, too.
 */
export function literal(lines: readonly string[]): string {
  return `{{${JSON.stringify(lines.join('\n'))}}}`;
}

/**
 * A template that prints the lines for the runtime that the user gave, whose name the CLI does not show to a plugin. With
 * `known`, a name that is not in it is said to be unknown; a name that could mean something to a shell is not repeated.
 *
 * Source: docker/cli `cli-plugins/hooks/template.go`, `flag`.
 */
export function byFlagTemplate(cases: readonly FlagCase[], known?: readonly string[]): string {
  const explained = cases.map(({ names, lines }) => `{{else if ${isOneOf(names)}}}${literal(lines)}`);
  const others =
    known === undefined ? '' : `{{else if ${isOneOf(known)}}}{{else if eq (urlquery $name) $name}}${unknown}`;
  return `{{$name := flag . "runtime"}}{{if eq $name ""}}${explained.join('')}${others}{{end}}`;
}

const unknown =
  '{{printf "%q is not the name of a runtime that shimdex finds here\\nMore: docker shimdex resolve %s" $name $name}}';

function isOneOf(names: readonly string[]): string {
  return names.length === 0 ? 'false' : `eq $name ${names.map((name) => JSON.stringify(name)).join(' ')}`;
}
