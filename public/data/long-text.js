/** The longest text that the service reads. */
const mostBytes = 4096;
/** Says that a long text has no line about a runtime. */
export const noQuestion = /** @type {const} */ ([
  'No runtime name found in this text',
  'It is too long to be a name. Paste the line with the error, a command, or only the name.',
]);

/** What is kept of a line on each side of what it says about a runtime. */
const around = 500;

/** What an error, a command or a line of configuration with the name of a runtime contains. */
const telling = /runtime|containerd-shim|handler/i;

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text).length;

/** The part of a line that is about a runtime. @param {string} line */
const partOf = (line) => {
  if (line.length <= 2 * around) return line;
  const at = line.search(telling);
  return line.slice(Math.max(0, at - around), at + around);
};

/**
 * What to ask the service about a text, which may be a whole log: the text itself if it is short enough, else its last line
 * about a runtime, which is the newest; undefined without such a line.
 * @param {string} text
 */
export const questionIn = (text) => {
  if (bytesOf(text) <= mostBytes) return text;
  const line = text.split('\n').findLast((each) => telling.test(each));
  return line === undefined ? undefined : partOf(line).trim();
};
