import { printable } from '../text/printable.js';

/** Markup that is safe to write into the page; only `html` and `verbatim` make it. */
export class Html {
  /** @param {string} markup */
  constructor(markup) {
    this.markup = markup;
  }
  toString() {
    return this.markup;
  }
}

/** @type {Record<string, string>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** @param {string} text */
const withEntities = (text) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/**
 * Escapes text for element content and quoted attributes, and makes control and direction characters visible.
 * @param {string} text
 */
export const escapeHtml = (text) => withEntities(printable(text));

/**
 * @param {unknown} value
 * @returns {string}
 */
const toMarkup = (value) => {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(toMarkup).join('');
  return value === undefined || value === null || value === false ? '' : escapeHtml(String(value));
};

/**
 * Builds markup from a template; every value that is not markup itself is escaped.
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 */
export const html = (strings, ...values) =>
  new Html(strings.map((text, index) => text + (index < values.length ? toMarkup(values[index]) : '')).join(''));

/**
 * An attribute value that has to come back unchanged (a key, text to copy): escaped for HTML, otherwise as it is.
 * @param {string} text
 */
export const verbatim = (text) =>
  new Html(withEntities(text).replace(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`));
