// Runs before the first paint. The service has put the first view into the page, so the modules wait for that paint.
(() => {
  const root = document.documentElement;
  try {
    const chosen = localStorage.getItem('theme');
    if (chosen === 'light' || chosen === 'dark') root.dataset['theme'] = chosen;
  } catch {
    // Storage may be forbidden.
  }

  // The list of all runtimes is hidden if the address is about something else.
  const sections = /^#\/?(explain|resolve|search-path|handlers|running|findings|changes|fleet|shim)(?:\?|$)/;
  const [, named] = sections.exec(location.hash) ?? [];
  const route = named === 'resolve' ? 'explain' : named;
  const isChosen = location.hash.includes('?') || new URLSearchParams(location.search).has('q');
  const isElsewhere = route !== undefined || isChosen;
  if (isElsewhere) root.dataset['begins'] = 'elsewhere';

  // The modules could not be loaded, or the service has a newer build: reloads as soon as the service responds.
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
      document
        .querySelector(`#sections [data-route="${route === 'resolve' ? 'explain' : route}"]`)
        ?.setAttribute('aria-current', 'page');
    }
    // A hidden page has no paint, and some browsers do not report one: do not wait for it in these cases.
    setTimeout(takeOver, isElsewhere || document.hidden ? 0 : 1000);
    new PerformanceObserver(takeOver).observe({ type: 'paint', buffered: true });
  });
})();
