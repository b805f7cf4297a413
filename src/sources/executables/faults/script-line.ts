/** The first line of a script, as the kernel reads it. */
export interface ScriptLine {
  /** The interpreter, with everything that the kernel takes for a part of its name. */
  readonly interpreter: string;
  /** The one argument, empty where there is none. */
  readonly argument: string;
  /** The kernel's buffer ends within the interpreter's name. */
  readonly isCutOff: boolean;
}

/** Bytes that execve(2) looks at: `BINPRM_BUF_SIZE` of Linux `include/uapi/linux/binfmts.h`. */
const BUFFER_BYTES = 256;

/** Reads a `#!` line (Linux `fs/binfmt_script.c`); undefined for a file that does not begin with one. */
export function readScriptLine(head: Buffer): ScriptLine | undefined {
  if (head.length < 2 || head[0] !== 0x23 || head[1] !== 0x21) return undefined;
  const window = head.subarray(2, BUFFER_BYTES);
  const newline = window.indexOf(0x0a);
  const line = (newline < 0 ? window : window.subarray(0, newline)).toString('latin1');
  const [, interpreter = '', rest = ''] = /^[ \t]*([^ \t\0]*)(.*)$/s.exec(line) ?? [];
  return {
    interpreter: Buffer.from(interpreter, 'latin1').toString('utf8'),
    argument: Buffer.from(rest.replace(/\0.*$/s, '').replace(/^[ \t]+|[ \t]+$/g, ''), 'latin1').toString('utf8'),
    isCutOff: newline < 0 && head.length >= BUFFER_BYTES && rest === '',
  };
}
