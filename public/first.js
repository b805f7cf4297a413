// Runs before the first paint, which the service has drawn: the page's own modules wait for it.
(() => {
  const root = document.documentElement;
  try {
    const chosen = localStorage.getItem('theme');
    if (chosen === 'light' || chosen === 'dark') root.dataset['theme'] = chosen;
  } catch {
    // Storage may be forbidden.
  }

  // An address that means something else than all runtimes hides their picture.
  const [, route] = /^#\/?(resolve|search-path|findings|changes|fleet)(?:\?|$)/.exec(location.hash) ?? [];
  const isElsewhere = route !== undefined || new URLSearchParams(location.search).has('q');
  if (isElsewhere) root.dataset['begins'] = 'elsewhere';

  // Its modules did not come, or are those of another build.
  const tryAgain = async () => {
    const { ok } = await fetch('livez').catch(() => ({ ok: false }));
    if (ok) location.reload();
    else setTimeout(tryAgain, 2000);
  };
  let begun = false;
  const takeOver = () => {
    if (begun) return;
    begun = true;
    for (const link of document.querySelectorAll('link[rel="later-modulepreload"]'))
      link.setAttribute('rel', 'modulepreload');
    import('./app.js').catch(() => setTimeout(tryAgain, 2000));
  };
  addEventListener('DOMContentLoaded', () => {
    if (route) {
      document.querySelector('#sections [aria-current]')?.removeAttribute('aria-current');
      document.querySelector(`#sections [data-route="${route}"]`)?.setAttribute('aria-current', 'page');
    }
    // Who does not see the page, or does not tell of its paints, is not waited for.
    setTimeout(takeOver, isElsewhere || document.hidden ? 0 : 1000);
    new PerformanceObserver(takeOver).observe({ type: 'paint', buffered: true });
  });
})();
