import { write } from '../document/dom.js';
import { keyList } from '../views/frame/keys.js';

const dialog = document.createElement('dialog');
dialog.className = 'keys';
dialog.setAttribute('aria-labelledby', 'keys-title');
write(dialog, keyList);
dialog.addEventListener('click', (event) => {
  // A click outside the content hits the dialog itself.
  if (event.target === dialog || (event.target instanceof Element && event.target.closest('button'))) dialog.close();
});
document.body.append(dialog);

/** Shows the list of keys; Escape closes it. */
export const showKeys = () => {
  if (!dialog.open) dialog.showModal();
};
