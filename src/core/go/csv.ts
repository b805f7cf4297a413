/** The fields of the first record of a text, or the error of Go's `encoding/csv`; undefined where a line break is in a field. */
type CsvRecord = { readonly fields: readonly string[] } | { readonly error: string } | undefined;

/** Reads one record as Go's `csv.Reader` does by default. Source: Go `encoding/csv/reader.go`, `readRecord`. */
export function readCsvRecord(text: string): CsvRecord {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line !== '' && line !== '\r');
  if (at < 0) return { error: 'EOF' };
  const isLast = at === lines.length - 1;
  const line = (lines[at] ?? '').replace(/\r$/, '');
  const fields: string[] = [];
  for (let start = 0; ; ) {
    const read = line[start] === '"' ? quotedField(line, start + 1) : plainField(line, start);
    if (read === 'unended') return isLast ? { error: wrongQuote(at, line.length, strayQuote) } : undefined;
    if ('error' in read) return { error: wrongQuote(at, read.at, read.error) };
    fields.push(read.field);
    if (read.end >= line.length) return { fields };
    start = read.end + 1;
  }
}

const strayQuote = 'extraneous or missing " in quoted-field';

/** A field, and where it ends; or what is wrong with it, and where. */
type Field = { readonly field: string; readonly end: number } | { readonly error: string; readonly at: number };

function plainField(line: string, start: number): Field {
  const comma = line.indexOf(',', start);
  const end = comma < 0 ? line.length : comma;
  const field = line.slice(start, end);
  const quote = field.indexOf('"');
  return quote < 0 ? { field, end } : { error: 'bare " in non-quoted-field', at: start + quote };
}

function quotedField(line: string, start: number): Field | 'unended' {
  let field = '';
  let from = start;
  for (;;) {
    const quote = line.indexOf('"', from);
    if (quote < 0) return 'unended';
    field += line.slice(from, quote);
    const next = line[quote + 1];
    if (next === undefined || next === ',') return { field, end: quote + 1 };
    if (next !== '"') return { error: strayQuote, at: quote };
    field += '"';
    from = quote + 2;
  }
}

/** Go counts bytes from 1, where the text has another sign than ASCII. */
function wrongQuote(line: number, column: number, error: string): string {
  return `parse error on line ${line + 1}, column ${column + 1}: ${error}`;
}
