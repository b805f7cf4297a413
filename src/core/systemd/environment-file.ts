/** One variable of an environment file and the line it begins at, from 1. */
export interface FileVariable {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

type State = 'before-key' | 'key' | 'before-value' | 'value' | 'single' | 'double' | 'comment';

/**
 * Reads a file of `EnvironmentFile=`: shell-like assignments without expansion. Names that are not valid are left out.
 *
 * Source: systemd `src/basic/env-file.c`, `parse_env_file_internal`.
 */
export function parseEnvironmentFile(text: string): FileVariable[] {
  return new EnvironmentFileReader().read(text).filter(({ name }) => isVariableName(name));
}

/** Whether systemd accepts the name of a variable (`src/basic/env-util.c`). */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

class EnvironmentFileReader {
  readonly #found: FileVariable[] = [];
  #state: State = 'before-key';
  #key = '';
  #parts: string[] = [];
  /** Parts of the value that a trailing blank must not be removed from. */
  #kept = 0;
  #line = 1;
  #keyLine = 1;

  read(text: string): FileVariable[] {
    for (let at = 0; at < text.length; at++) {
      const character = text.charAt(at);
      if (character === '\\' && this.#takesEscape()) {
        at++;
        this.#escape(text.charAt(at));
        if (text.charAt(at) === '\n') this.#line++;
      } else {
        this.#take(character);
        if (character === '\n') this.#line++;
      }
    }
    if (this.#state !== 'before-key' && this.#state !== 'key' && this.#state !== 'comment') this.#push();
    return this.#found;
  }

  #takesEscape(): boolean {
    return this.#state !== 'before-key' && this.#state !== 'key' && this.#state !== 'single';
  }

  #escape(character: string): void {
    if (this.#state === 'comment') return;
    const isNewline = character === '\n' || (character === '\r' && this.#state !== 'double');
    if (this.#state === 'double') {
      if (!isNewline) this.#parts.push('"\\`$'.includes(character) ? character : `\\${character}`);
      return;
    }
    this.#state = 'value';
    if (!isNewline) this.#parts.push(character);
    this.#kept = this.#parts.length;
  }

  #take(character: string): void {
    switch (this.#state) {
      case 'before-key':
        this.#beforeKey(character);
        return;
      case 'key':
        this.#inKey(character);
        return;
      case 'before-value':
        this.#beforeValue(character);
        return;
      case 'value':
        if (isNewline(character)) this.#push();
        else this.#add(character, !isSpace(character));
        return;
      case 'single':
      case 'double':
        this.#quoted(character, this.#state === 'single' ? "'" : '"');
        return;
      case 'comment':
        if (isNewline(character)) this.#state = 'before-key';
    }
  }

  #beforeKey(character: string): void {
    if (character === '#' || character === ';') this.#state = 'comment';
    else if (!isSpace(character)) {
      this.#state = 'key';
      this.#key = character;
      this.#keyLine = this.#line;
    }
  }

  #inKey(character: string): void {
    if (isNewline(character)) this.#state = 'before-key';
    else if (character === '=') {
      this.#state = 'before-value';
      this.#parts = [];
      this.#kept = 0;
    } else this.#key += character;
  }

  #beforeValue(character: string): void {
    if (isNewline(character)) this.#push();
    else if (character === "'") this.#state = 'single';
    else if (character === '"') this.#state = 'double';
    else if (!isSpace(character)) {
      this.#state = 'value';
      this.#add(character, true);
    }
  }

  #quoted(character: string, quote: string): void {
    if (character === quote) this.#state = 'before-value';
    else this.#add(character, true);
  }

  #add(character: string, keep: boolean): void {
    this.#parts.push(character);
    if (keep) this.#kept = this.#parts.length;
  }

  /** The key without white space at its end. */
  #name(): string {
    let end = this.#key.length;
    while (end > 0 && isSpace(this.#key.charAt(end - 1))) end -= 1;
    return this.#key.slice(0, end);
  }

  #push(): void {
    const isOpen = this.#state === 'value';
    const parts = isOpen ? this.#parts.slice(0, this.#kept) : this.#parts;
    this.#found.push({ name: this.#name(), value: parts.join(''), line: this.#keyLine });
    this.#state = 'before-key';
  }
}

function isNewline(character: string): boolean {
  return character === '\n' || character === '\r';
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || isNewline(character);
}
