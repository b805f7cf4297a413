import type { GoJson } from '../../go/json.ts';
import type { ConfigFault } from './conflicts.ts';

/** Keeps the first value that does not fit its Go type. The decoder continues, and reports it when it ends. */
export class TypeFault {
  #first: ConfigFault | undefined;
  /** The error that ended the decoder. */
  #end: ConfigFault | undefined;

  /** What the decoder reports. */
  get reported(): ConfigFault | undefined {
    return this.#end ?? this.#first;
  }

  /** Notes a value that goes into `field` unless it fits; null fits everything. */
  note(value: GoJson, field: string, goType: string, isFit: boolean): void {
    if (isFit || value.kind === 'null' || this.reported !== undefined) return;
    this.#first = { message: mismatch(value, `Go struct field ${field}`, goType), line: value.line };
  }

  /** Notes an error of a type that decodes itself: the decoder ends with it at once. */
  stop(value: GoJson, message: string): void {
    this.#end ??= { message, line: value.line };
  }
}

/** Go's UnmarshalTypeError; into integers the number itself is shown. Source: Go `encoding/json/decode.go`. */
export function mismatch(value: GoJson, target: string, goType: string): string {
  const shown = value.kind === 'number' && goType.startsWith('int') ? `number ${value.text}` : value.kind;
  return `json: cannot unmarshal ${shown} into ${target} of type ${goType}`;
}
