import { readCsvRecord } from '../../../go/csv.ts';
import { prefixFault } from '../../../go/netip.ts';
import { goQuote } from '../../../go/quote.ts';

/** Why a flag for a pool of addresses is refused. Source: moby `opts/address_pools.go`, as of 20.10, 26 and 27. */
export function poolFault(text: string, major: number): string | undefined {
  const record = readCsvRecord(text);
  if (record === undefined) return undefined;
  if ('error' in record) return record.error;
  for (const field of record.fields) {
    const fault = fieldFault(field, text, major);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function fieldFault(field: string, text: string, major: number): string | undefined {
  const at = field.indexOf('=');
  if (at < 0) return `invalid field '${field}' must be a key=value pair`;
  const key = field.slice(0, at).toLowerCase();
  const value = field.slice(at + 1).toLowerCase();
  if (key === 'base') return major < 27 ? undefined : baseFault(value);
  if (key !== 'size') return `unexpected key '${key}' in '${field}'`;
  if (/^[+-]?\d{1,18}$/.test(value)) return undefined;
  const why = /^[+-]?\d+$/.test(value) ? 'value out of range' : 'invalid syntax';
  const shown = goQuote(major < 23 ? value : text);
  return `invalid size value: ${shown} (must be integer): strconv.Atoi: parsing ${goQuote(value)}: ${why}`;
}

function baseFault(value: string): string | undefined {
  const fault = prefixFault(value);
  return fault && `invalid base prefix ${goQuote(value)}: ${fault}`;
}

/** Why a flag for an option of new networks is refused. Source: moby `opts/opts.go`, `MapMapOpts`. */
export function networkOptionFault(text: string): string | undefined {
  const isComplete = /^[^=]*=[^=]*=/.test(text);
  return isComplete ? undefined : `invalid value ${goQuote(text)} for map option, should be root-key=key=value`;
}
