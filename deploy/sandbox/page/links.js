// Shows an account's text as WeChat does: only links of known kinds become links, everything else is shown as it was written.

const anchor = /<a\s+([^>]*)>([\s\S]*?)<\/a>/gi;
const bareAddress = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/g;

// Not URLSearchParams: a + in a menu item is a plus.
function parameter(href, name) {
  const found = new RegExp(`[?&]${name}=([^&]*)`).exec(href.replaceAll('&amp;', '&'));
  if (!found) return '';
  try { return decodeURIComponent(found[1]); } catch { return found[1]; }
}

/** What a tap on this address does, or null when WeChat would not make it a link. */
export function target(href) {
  if (/^weixin:\/\/bizmsgmenu\?/i.test(href)) {
    const content = parameter(href, 'msgmenucontent');
    return content ? { kind: 'menu', content, id: parameter(href, 'msgmenuid') } : null;
  }
  try {
    const url = new URL(href);
    return url.protocol === 'http:' || url.protocol === 'https:' ? { kind: 'page', href: url.href } : null;
  } catch {
    return null;
  }
}

function attribute(attributes, name) {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(attributes);
  return found ? found[1] ?? found[2] : null;
}

function link(to, label, onMenu) {
  const element = document.createElement('a');
  element.textContent = label;
  if (to.kind === 'page') {
    element.href = to.href;
    element.target = '_blank';
    element.rel = 'noopener noreferrer';
  } else {
    element.href = '#';
    element.dataset.menuId = to.id;
    element.addEventListener('click', (event) => {
      event.preventDefault();
      onMenu(to.content, to.id);
    });
  }
  return element;
}

function appendPlain(parent, text) {
  let from = 0;
  for (const match of text.matchAll(bareAddress)) {
    const to = target(match[0]);
    if (!to) continue;
    parent.append(text.slice(from, match.index), link(to, match[0]));
    from = match.index + match[0].length;
  }
  parent.append(text.slice(from));
}

/** Appends `text` to `parent`; `onMenu(content, id)` is called when a menu item is tapped. */
export function appendText(parent, text, onMenu) {
  let from = 0;
  for (const match of text.matchAll(anchor)) {
    const href = attribute(match[1], 'href');
    const to = href === null ? null : target(href);
    if (!to) continue;
    appendPlain(parent, text.slice(from, match.index));
    parent.append(link(to, match[2], onMenu));
    from = match.index + match[0].length;
  }
  appendPlain(parent, text.slice(from));
}
