/** @import { Html } from './html.js' */

/**
 * The part of the Trusted Types API that is used here; TypeScript's DOM library does not have it yet.
 * @typedef {{ createHTML(markup: string): string }} MarkupPolicy
 * @typedef {{ createPolicy(name: string, rules: MarkupPolicy): MarkupPolicy }} PolicyFactory
 */

/** @type {MarkupPolicy} */
const asItIs = { createHTML: (markup) => markup };

const factory = /** @type {{ trustedTypes?: PolicyFactory }} */ (globalThis).trustedTypes;

const policy = factory?.createPolicy('shimdex', asItIs) ?? asItIs;

/**
 * Markup in the form that the browser accepts. The policy of this page allows only this way into the document.
 * @param {Html} markup
 */
export const trusted = (markup) => policy.createHTML(markup.markup);
