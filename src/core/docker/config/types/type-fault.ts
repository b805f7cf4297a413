import type { GoJson } from '../../../go/json.ts';
import type { ConfigFault } from '../conflicts.ts';
import type { JsonErrors } from '../release.ts';

/** Where a value is decoded into. */
export interface Place {
  /** Name of the struct that has the field. */
  readonly struct: string;
  /** Names of the fields that lead to it, as Go's types have them. */
  readonly fields: readonly string[];
  /** Names and numbers that lead to it in the JSON. */
  readonly pointer: readonly string[];
}

/** A value that does not fit its type. */
interface Mismatch {
  readonly value: GoJson;
  readonly goType: string;
  readonly place: Place;
  readonly wantsText: boolean;
}

type Found = Mismatch | ConfigFault;

/**
 * Keeps the error that the decoder reports: the first value that does not fit its Go type, with which it continues. Before
 * Go 1.27, an error of a type that decodes itself ends it at once, and is reported instead. A panic ends everything.
 *
 * Sources: Go `encoding/json/decode.go`, and `v2_inject.go` since 1.27.
 */
export class TypeFault {
  readonly #errors: JsonErrors;
  readonly #rootName: string;
  #first: Found | undefined;
  #isEnded = false;

  constructor(errors: JsonErrors, rootName = 'Config') {
    this.#errors = errors;
    this.#rootName = rootName;
  }

  /** What the decoder reports. */
  get reported(): ConfigFault | undefined {
    if (this.#first === undefined || 'message' in this.#first) return this.#first;
    const { value } = this.#first;
    return { message: describe(this.#first, this.#errors, this.#rootName), line: value.line };
  }

  /** The place of the value that is decoded as a whole. */
  get root(): Place {
    return { struct: '', fields: [], pointer: [] };
  }

  /** Notes a value that does not fit; a type that reads texts `wantsText`. */
  note(value: GoJson, place: Place, goType: string, wantsText = false): void {
    this.#first ??= { value, place, goType, wantsText };
  }

  /** Notes an error of a type that decodes itself. */
  stop(value: GoJson, message: string): void {
    this.#end({ message, line: value.line });
  }

  /** Notes that dockerd panics over a value. */
  crash(value: GoJson, message: string): void {
    if (this.#isEnded) return;
    this.#first = { message, line: value.line, crashes: true };
    this.#isEnded = true;
  }

  /** The errors of a type that decodes its own JSON. */
  inside(): TypeFault {
    return new TypeFault(this.#errors, '');
  }

  /** Notes that such a type at `place` was not decoded. */
  stopInside(inner: TypeFault, place: Place): void {
    const { reported } = inner;
    const found = inner.#first;
    if (reported === undefined || found === undefined) return;
    this.#end('message' in found || this.#errors === 'v2' ? reported : this.#atPlace(found, place));
  }

  /** The place is replaced by the one where the type is, to which Go 1.24 and later add the names of the fields. */
  #atPlace(found: Mismatch, place: Place): Mismatch {
    const fields = this.#errors === 'plain' ? place.fields : [...place.fields, ...found.place.fields];
    return { ...found, place: { ...place, fields } };
  }

  #end(found: Found): void {
    if (this.#errors === 'v2') this.#first ??= found;
    else if (!this.#isEnded) {
      this.#first = found;
      this.#isEnded = true;
    }
  }
}

function describe({ value, place, goType, wantsText }: Mismatch, errors: JsonErrors, rootName: string): string {
  if (errors !== 'v2') {
    const { struct, fields } = place;
    const target = fields.length === 0 ? 'Go value' : `Go struct field ${struct}.${fields.join('.')}`;
    return mismatch(value, target, goType);
  }
  return mismatch(value, pointerTarget(place.pointer, rootName), goType) + (wantsText ? mustBeText : '');
}

const mustBeText = ': JSON value must be string type';

/** How Go 1.27 names a place in the JSON; an element of a list is not a field. */
export function pointerTarget(pointer: readonly string[], rootName: string): string {
  if (pointer.length === 0) return 'Go value';
  const path = pointer.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('.');
  const isItem = /(?:^|\.)\d+$/.test(path);
  return `${isItem ? '' : 'Go struct field '}${rootName}.${path}`;
}

/** Go's UnmarshalTypeError; into integers the number itself is shown. Source: Go `encoding/json/decode.go`. */
export function mismatch(value: GoJson, target: string, goType: string): string {
  const shown = value.kind === 'number' && goType.startsWith('int') ? `number ${value.text}` : value.kind;
  return `json: cannot unmarshal ${shown} into ${target} of type ${goType}`;
}
