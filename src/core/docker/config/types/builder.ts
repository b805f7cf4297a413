import { durationError } from '../../../go/duration.ts';
import { parseDecimal } from '../../../go/integer.ts';
import { any, integer, listOf, mapOf, type Shape, struct, text, truth } from './shape.ts';

/** The option `builder`. Source: moby `daemon/config/builder.go`, as of 20.10, 26 and 27. */
export function builderShape(major: number): Shape {
  const entitlements = { 'network-host': truth, 'security-insecure': truth, ...(major < 29 ? {} : { device: truth }) };
  return struct('config.BuilderConfig', {
    GC: major < 27 ? gc : gcWithSpaces,
    Entitlements: struct('config.BuilderEntitlements', entitlements),
    History: major < 26 ? any : history,
  });
}

/** A list of texts, or what was written before there was one. */
const filter: Shape = {
  kind: 'own',
  as: [listOf('string', text), mapOf('map[string]bool', mapOf('bool', truth))],
};

const history = struct('config.BuilderHistoryConfig', {
  MaxAge: { kind: 'text', goType: 'config.Duration', fault: durationFault, panic: durationPanic },
  MaxEntries: integer('int64'),
});

const rule = struct('config.BuilderGCRule', { All: truth, Filter: filter, KeepStorage: text });
const gc = struct('config.BuilderGCConfig', {
  Enabled: truth,
  Policy: listOf('config.BuilderGCRule', rule),
  DefaultKeepStorage: text,
});

const ruleWithSpaces = ownStruct([
  ['All', 'bool', truth],
  ['Filter', 'config.BuilderGCFilter', filter],
  ['ReservedSpace', 'string', text],
  ['MaxUsedSpace', 'string', text],
  ['MinFreeSpace', 'string', text],
  ['KeepStorage', 'string', text],
]);
const gcWithSpaces = ownStruct([
  ['Enabled', 'bool', truth],
  ['Policy', '[]config.BuilderGCRule', listOf('config.BuilderGCRule', ruleWithSpaces)],
  ['DefaultReservedSpace', 'string', text],
  ['DefaultMaxUsedSpace', 'string', text],
  ['DefaultMinFreeSpace', 'string', text],
  ['DefaultKeepStorage', 'string', text],
]);

/** A type that reads its JSON as a struct without a name. */
function ownStruct(fields: readonly (readonly [name: string, goType: string, shape: Shape])[]): Shape {
  const members = fields.map(([name, goType]) => `${name} ${goType} "json:\\",omitempty\\""`);
  const goType = `struct { ${members.join('; ')} }`;
  return { kind: 'own', as: [struct(goType, Object.fromEntries(fields.map(([name, , shape]) => [name, shape])))] };
}

/** Source: buildkit `cmd/buildkitd/config/gcpolicy.go`, `Duration.UnmarshalText`. */
function durationFault(value: string): string | undefined {
  const plain = /^"(.*)"$/s.exec(value)?.[1] ?? value;
  const isRead = plain === '' || durationError(plain) === undefined || parseDecimal(plain).ok;
  return isRead ? undefined : `invalid duration ${plain}`;
}

/** One quotation mark is the first and the last one, and between them is less than nothing: `stripQuotes`. */
function durationPanic(value: string): string | undefined {
  return value === '"' ? 'panic: runtime error: slice bounds out of range [1:0]' : undefined;
}
