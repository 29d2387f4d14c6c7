// Brings what was said since the page was opened, and leaves alone what the officer is typing. Without it there is a link to look again.
const said = document.getElementById('said');
if (said) {
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(said.dataset.address, { cache: 'no-store' });
      if (answer.status === 403) said.textContent = '登录已过期，这里不再更新。请先复制正在写的内容，再刷新页面登录。';
      const text = answer.ok ? await answer.text() : '';
      if (text && text !== said.dataset.shown) said.innerHTML = said.dataset.shown = text;
    } catch {
      // The network is away for a moment: the next look will tell.
    }
  }, 5000);
}
