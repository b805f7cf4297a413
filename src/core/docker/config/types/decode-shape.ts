import { matchesField } from '../../../go/fold-name.ts';
import type { GoJson, GoMember } from '../../../go/json.ts';
import { goQuote } from '../../../go/quote.ts';
import { hidePasswordIn } from '../values/passwords.ts';
import { type SizeLibrary, sizeFault } from '../values/size.ts';
import type { Shape } from './shape.ts';
import type { Place, TypeFault } from './type-fault.ts';

/** Where a value is decoded, and what notes that it does not fit. */
interface Decoding {
  readonly place: Place;
  readonly fault: TypeFault;
  readonly sizes: SizeLibrary;
}

/** Decodes a value into a type of Go and notes what does not fit, as `encoding/json` does: null fits everything. */
export function decodeShape(value: GoJson, shape: Shape, decoding: Decoding): void {
  switch (shape.kind) {
    case 'any':
      break;
    case 'size':
      decodeSize(value, decoding);
      break;
    case 'own':
      decodeOwn(value, shape.as, decoding);
      break;
    case 'list':
      decodeList(value, shape, decoding);
      break;
    case 'map':
    case 'struct':
      decodeObject(value, shape, decoding);
      break;
    case 'scalar':
      if (!fits(value, shape.json)) note(value, shape.goType, decoding);
      break;
    case 'text':
      decodeText(value, shape, decoding);
  }
}

function note(value: GoJson, goType: string, { place, fault }: Decoding): void {
  if (value.kind !== 'null') fault.note(value, place, goType);
}

function fits(value: GoJson, json: 'string' | 'bool' | 'integer'): boolean {
  return json === 'integer' ? value.kind === 'number' && isInt64(value.text) : value.kind === json;
}

function isInt64(text: string): boolean {
  if (!/^-?\d+$/.test(text)) return false;
  const number = text.length > 20 ? undefined : BigInt(text);
  return number !== undefined && number === BigInt.asIntN(64, number);
}

function decodeText(value: GoJson, shape: Extract<Shape, { kind: 'text' }>, decoding: Decoding): void {
  if (value.kind === 'string') {
    const message = shape.fault(value.value);
    const panic = shape.panic?.(value.value);
    if (panic !== undefined) decoding.fault.crash(value, panic);
    else if (message !== undefined) decoding.fault.stop(value, hidePasswordIn(message, value.value));
  } else if (value.kind !== 'null') decoding.fault.note(value, decoding.place, shape.goType, true);
}

function decodeList(
  value: GoJson,
  { goType, item }: Extract<Shape, { kind: 'list' | 'map' }>,
  decoding: Decoding,
): void {
  if (value.kind !== 'array') note(value, goType, decoding);
  if (value.kind !== 'array') return;
  for (const [index, each] of value.items.entries()) {
    decodeShape(each, item, { ...decoding, place: inside(decoding.place, String(index)) });
  }
}

function decodeObject(
  value: GoJson,
  shape: Extract<Shape, { kind: 'list' | 'map' | 'struct' }>,
  decoding: Decoding,
): void {
  if (value.kind !== 'object') note(value, shape.goType, decoding);
  if (value.kind !== 'object') return;
  for (const member of value.members) {
    if (shape.kind === 'struct') decodeField(member, shape, decoding);
    else decodeShape(member.value, shape.item, { ...decoding, place: inside(decoding.place, member.name) });
  }
}

function decodeField({ name, value }: GoMember, shape: Extract<Shape, { kind: 'struct' }>, decoding: Decoding): void {
  const names = Object.keys(shape.fields);
  const field = names.find((each) => each === name) ?? names.find((each) => matchesField(name, each));
  const type = field === undefined ? undefined : shape.fields[field];
  if (field === undefined || type === undefined) return;
  const { fields, pointer } = decoding.place;
  const place = { struct: nameOf(shape.goType), fields: [...fields, field], pointer: [...pointer, name] };
  decodeShape(value, type, { ...decoding, place });
}

/** A place in a list or a map has no name of its own before Go 1.27. */
function inside({ struct, fields, pointer }: Place, name: string): Place {
  return { struct, fields, pointer: [...pointer, name] };
}

/** A struct that is written where it is used has no name. */
function nameOf(goType: string): string {
  return goType.startsWith('struct ') ? '' : goType.slice(goType.lastIndexOf('.') + 1);
}

/** The error of such a type ends the decoder, which says where it is in a way of its own. */
function decodeOwn(value: GoJson, as: readonly Shape[], { place, fault, sizes }: Decoding): void {
  let inner = fault.inside();
  for (const shape of as) {
    inner = fault.inside();
    decodeShape(value, shape, { place: inner.root, fault: inner, sizes });
    if (inner.reported === undefined) return;
  }
  fault.stopInside(inner, place);
}

/** The type must be given a text, not even null, and takes it as it is written. Source: moby `opts/opts.go`, `MemBytes`. */
function decodeSize(value: GoJson, { fault, sizes }: Decoding): void {
  const text = value.kind === 'string' ? (value.raw ?? value.value) : '';
  const message = text === '' ? `invalid size: ${shownJson(value)}` : sizeFault(text, sizes);
  if (message !== undefined) fault.stop(value, message);
}

/** The text of the file as dockerd quotes it; `*` where there is more. */
function shownJson(value: GoJson): string {
  switch (value.kind) {
    case 'string':
      return goQuote(JSON.stringify(value.value));
    case 'number':
      return goQuote(value.text);
    case 'bool':
      return goQuote(String(value.value));
    case 'null':
      return goQuote('null');
    default:
      return '*';
  }
}
