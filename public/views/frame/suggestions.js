/** @import { Suggestion } from '../../data/suggestions.js' */

import { html, verbatim } from '../../document/html.js';

/**
 * The options below the box of the header.
 * @param {readonly Suggestion[]} suggestions
 * @param {number} active the one that Enter takes; -1 for none
 */
export const suggestionList = (suggestions, active) => html`
  ${suggestions.map(
    ({ name, kind, note }, index) => html`
      <div role="option" id="ask-option-${index}" aria-selected="${index === active}" data-name="${verbatim(name)}">
        <bdi dir="ltr" class="name">${name}</bdi> <span class="soft">${kind}, ${note}</span>
      </div>`,
  )}`;
