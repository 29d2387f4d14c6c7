// The account's menu, where the keyboard was: up to three buttons, each with up to five below it.
import { make } from './chat.js';

const children = (button) => {
  const list = button.sub_button?.list ?? button.sub_button;
  return Array.isArray(list) ? list : [];
};

/** Draws the menu of /api/menu into `element`; `onTap(button)` is called for a button that does something. False when there is none. */
export function drawMenu(element, menu, onTap) {
  element.replaceChildren();
  for (const button of menu.button ?? []) {
    const tab = make('button', 'tab', button.name);
    tab.type = 'button';
    const box = make('div', 'tab-box', tab);
    const below = children(button);
    if (below.length) {
      tab.classList.add('has-sub');
      const list = make('div', 'sub');
      list.hidden = true;
      for (const item of below) {
        const row = make('button', '', item.name);
        row.type = 'button';
        row.addEventListener('click', () => { list.hidden = true; onTap(item); });
        list.append(row);
      }
      box.append(list);
      tab.addEventListener('click', () => {
        const open = list.hidden;
        for (const other of element.querySelectorAll('.sub')) other.hidden = true;
        list.hidden = !open;
      });
    } else {
      tab.addEventListener('click', () => {
        for (const other of element.querySelectorAll('.sub')) other.hidden = true;
        onTap(button);
      });
    }
    element.append(box);
  }
  return element.childElementCount > 0;
}
