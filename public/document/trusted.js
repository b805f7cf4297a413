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
 * Markup as the browser lets it into the document: the policy of this page admits this one way.
 * @param {Html} markup
 */
export const trusted = (markup) => policy.createHTML(markup.markup);
