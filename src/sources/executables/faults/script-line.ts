/** The first line of a script, as the kernel reads it. */
export interface ScriptLine {
  /** The interpreter, with everything that the kernel takes for a part of its name. */
  readonly interpreter: string;
  /** The same as bytes. */
  readonly name: Buffer;
  /** The one argument, empty where there is none. */
  readonly argument: string;
  /** The line has only blanks. */
  readonly isBlank: boolean;
  /** The kernel's buffer ends within the interpreter's name. */
  readonly isCutOff: boolean;
}

/** Bytes that execve(2) looks at: `BINPRM_BUF_SIZE` of Linux `include/uapi/linux/binfmts.h`. */
const BUFFER_BYTES = 256;

/**
 * Reads a `#!` line (Linux `fs/binfmt_script.c`, since 5.0); undefined for a file that does not begin with one. A NUL ends
 * the line, and the name before it may be empty: the kernel then looks for an interpreter without a name.
 */
export function readScriptLine(head: Buffer): ScriptLine | undefined {
  if (head.length < 2 || head[0] !== 0x23 || head[1] !== 0x21) return undefined;
  const window = head.subarray(2, BUFFER_BYTES);
  const [text = ''] = window.toString('latin1').split(/[\n\0]/, 1);
  const isEnded = text.length < BUFFER_BYTES - 2;
  const isLine = window[text.length] === 0x0a;
  const [, interpreter = '', rest = ''] = /^[ \t]*([^ \t]*)(.*)$/s.exec(text) ?? [];
  const name = Buffer.from(interpreter, 'latin1');
  return {
    interpreter: name.toString('utf8'),
    name,
    argument: Buffer.from(rest.replace(/^[ \t]+|[ \t]+$/g, ''), 'latin1').toString('utf8'),
    isBlank: interpreter === '' && (isLine || !isEnded),
    isCutOff: !isEnded && rest === '',
  };
}
