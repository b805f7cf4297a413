import { ProblemError } from '../answer/problem.ts';

/** The parts of an event that a filter can test. */
interface FilteredEvent {
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Values by filter name: one of them has to fit, under every name (of labels, all). */
export type EventFilter = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the parameter `filters`: `{"type": {"runtime": true}}`, or `{"type": ["runtime"]}` of clients before 1.22. */
export function readEventFilter(text: string): EventFilter {
  if (text === '') return new Map();
  const lists = asLists(parse(text));
  if (lists === undefined) throw new ProblemError(400, 'invalid filter');
  return new Map(lists.map(([name, values]) => [name, new Set(values)]));
}

/** Decides as moby `daemon/events/filter.go`: a filter for another kind of object passes none of our events. */
export function passes(filter: EventFilter, event: FilteredEvent): boolean {
  for (const [name, values] of filter) {
    if (values.size > 0 && !fits(name, values, event)) return false;
  }
  return true;
}

/** Filters by kind compare the beginning of the id or name; an unknown filter does not narrow. */
const kinds: ReadonlySet<string> = new Set([
  'config',
  'container',
  'daemon',
  'image',
  'network',
  'node',
  'plugin',
  'runtime',
  'secret',
  'service',
  'volume',
]);

function fits(name: string, values: ReadonlySet<string>, event: FilteredEvent): boolean {
  switch (name) {
    case 'type':
      return values.has(event.type);
    case 'event':
      return values.has(event.action);
    case 'scope':
      return values.has('local');
    case 'label':
      return [...values].every((label) => hasLabel(event.attributes, label));
    default:
      return !kinds.has(name) || [...values].some((value) => event.id.startsWith(value));
  }
}

function hasLabel(attributes: Readonly<Record<string, string>>, label: string): boolean {
  const [, key = '', , value] = /^([^=]*)(=(.*))?$/s.exec(label) ?? [];
  return Object.hasOwn(attributes, key) && (value === undefined || attributes[key] === value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Both forms as lists, undefined when it is neither or a mixture; a value of `false` is ignored, as in moby. */
function asLists(value: unknown): readonly (readonly [string, readonly string[]])[] | undefined {
  if (value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const members = Object.entries(value);
  if (members.every(([, values]) => isSet(values))) return members.map(([name, set]) => [name, Object.keys(set ?? {})]);
  return members.every(([, values]) => isList(values)) ? members.map(([name, list]) => [name, list ?? []]) : undefined;
}

function isSet(value: unknown): boolean {
  if (value === null) return true;
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === 'boolean' || each === null)
  );
}

function isList(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
}
