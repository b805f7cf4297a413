// Runs before the first paint. The page's own modules wait for that paint, as it needs none of them: the service has
// drawn it.
(() => {
  const root = document.documentElement;
  try {
    const chosen = localStorage.getItem('theme');
    if (chosen === 'light' || chosen === 'dark') root.dataset['theme'] = chosen;
  } catch {
    // Storage may be forbidden; the system's theme holds then.
  }

  // The picture is of all runtimes: an address that means something else hides it.
  const isElsewhere =
    /^#\/?(?:resolve|search-path|findings|changes|fleet)(?:\?|$)/.test(location.hash) ||
    new URLSearchParams(location.search).has('q');
  if (isElsewhere) root.dataset['begins'] = 'elsewhere';

  const takeOver = () => {
    for (const link of document.querySelectorAll('link[rel="later-modulepreload"]'))
      link.setAttribute('rel', 'modulepreload');
    void import('./app.js');
  };
  addEventListener('DOMContentLoaded', () => {
    // A page that nobody sees, or a browser that does not tell of its paints, is not waited for.
    setTimeout(takeOver, isElsewhere || document.hidden ? 0 : 1000);
    new PerformanceObserver(takeOver).observe({ type: 'paint', buffered: true });
  });
})();
