import { find } from '../document/dom.js';

/** Closes whatever is open above the page. */
export const closePopovers = () => {
  for (const open of document.querySelectorAll(':popover-open')) if (open instanceof HTMLElement) open.hidePopover();
};

/** Keeps the details of the host below their button. The browser opens and closes them. */
export const bindHostDetails = () => {
  const details = find('#host-details');
  const place = () => {
    const { bottom, right } = find('.host-more').getBoundingClientRect();
    details.style.top = `${bottom + 4}px`;
    details.style.right = `${document.documentElement.clientWidth - right}px`;
  };
  details.addEventListener('beforetoggle', place);
  for (const type of ['scroll', 'resize']) addEventListener(type, place, { passive: true });
};
