import { questionIn } from '../data/long-text.js';

/**
 * Takes the line about a runtime out of a pasted log that is too long for the service. A field of one line would lose where
 * its lines end.
 * @param {HTMLInputElement} input
 * @param {(question: string) => void} take
 */
export const bindPaste = (input, take) => {
  input.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text') ?? '';
    const question = questionIn(text);
    if (question === undefined || question === text) return;
    event.preventDefault();
    take(question);
  });
};
