type Schema = Readonly<Record<string, unknown>>;
type Check = (value: unknown, argument: unknown, at: string, schemas: Schema) => readonly Violation[];

/** Where a value does not fit its schema, and which keyword says so. */
export interface Violation {
  readonly at: string;
  readonly keyword: string;
}

/** Checks `value` by the keywords of JSON Schema 2020-12 that the document uses; an unknown keyword is a violation. */
export function violations(schemas: Schema, schema: Schema, value: unknown, at = ''): readonly Violation[] {
  return Object.entries(schema).flatMap(([keyword, argument]) => {
    const check = checks[keyword];
    return check === undefined ? [{ at, keyword }] : check(value, argument, at, schemas);
  });
}

const silent: Check = () => [];

const checks: Readonly<Record<string, Check>> = {
  description: silent,
  default: silent,
  propertyNames: silent,
  additionalProperties: silent,
  $ref: (value, reference, at, schemas) => {
    const target = schemas[String(reference).replace('#/components/schemas/', '')];
    return isObject(target) ? violations(schemas, target, value, at) : [{ at, keyword: '$ref' }];
  },
  type: (value, type, at) =>
    unless(
      [type].flat().some((each) => isOfType(value, each)),
      at,
      'type',
    ),
  enum: (value, members, at) => unless(Array.isArray(members) && members.includes(value), at, 'enum'),
  const: (value, member, at) => unless(value === member, at, 'const'),
  minimum: (value, least, at) => unless(Number(value) >= Number(least), at, 'minimum'),
  maximum: (value, most, at) => unless(Number(value) <= Number(most), at, 'maximum'),
  minItems: (value, least, at) => unless(Array.isArray(value) && value.length >= Number(least), at, 'minItems'),
  required: (value, names, at) =>
    (names as string[]).flatMap((name) =>
      unless(isObject(value) && Object.hasOwn(value, name), `${at}.${name}`, 'required'),
    ),
  items: (value, schema, at, schemas) =>
    (Array.isArray(value) ? value : []).flatMap((item, index) =>
      violations(schemas, schema as Schema, item, `${at}[${index}]`),
    ),
  properties: (value, properties, at, schemas) =>
    Object.entries(properties as Record<string, Schema>).flatMap(([name, schema]) =>
      isObject(value) && Object.hasOwn(value, name) ? violations(schemas, schema, value[name], `${at}.${name}`) : [],
    ),
  anyOf: (value, choices, at, schemas) =>
    unless(
      (choices as Schema[]).some((choice) => violations(schemas, choice, value, at).length === 0),
      at,
      'anyOf',
    ),
};

function unless(fits: boolean, at: string, keyword: string): readonly Violation[] {
  return fits ? [] : [{ at, keyword }];
}

function isOfType(value: unknown, type: unknown): boolean {
  return typeOf(value) === type || (type === 'number' && typeof value === 'number');
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function isObject(value: unknown): value is Schema {
  return typeOf(value) === 'object';
}
