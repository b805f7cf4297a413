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
const escapeHtml = (text) => withEntities(printable(text));

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
 * The value of an attribute. `false` is a word there: an empty `aria-expanded` means that nothing can be expanded.
 * @param {unknown} value
 */
const toAttribute = (value) => (value === false ? 'false' : toMarkup(value));

/** @type {WeakMap<TemplateStringsArray, readonly string[]>} */
const joinedTexts = new WeakMap();

/**
 * The texts of a template on one line. A line break and its indentation disappear next to a tag or a value, and become
 * one space elsewhere, so that a template can be laid out as readable lines.
 * @param {TemplateStringsArray} strings
 */
const textsOf = (strings) => {
  const known = joinedTexts.get(strings);
  if (known) return known;
  const texts = strings.map((text) => text.replace(/(^|>)\n\s*|\n\s*(?=<|$)/g, '$1').replace(/\n\s*/g, ' '));
  joinedTexts.set(strings, texts);
  return texts;
};

/**
 * Builds markup from a template; every value that is not markup itself is escaped. `false` is nothing, so that a part can
 * depend on a condition, except as the whole value of an attribute.
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 */
export const html = (strings, ...values) =>
  new Html(
    textsOf(strings)
      .map((text, index) => {
        if (index >= values.length) return text;
        return text + (text.endsWith('="') ? toAttribute : toMarkup)(values[index]);
      })
      .join(''),
  );

/**
 * An attribute value that the page reads back unchanged, such as a key or a text to copy: it is only escaped for HTML.
 * @param {string} text
 */
export const verbatim = (text) =>
  new Html(withEntities(text).replace(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`));
