// The browser's own Back goes one step back in the form. No step is in the history, so nothing can be looked at again.

/** @param {{back: () => void, forget: () => void, screen: {value: {name: string}}}} runner */
export function guardTheWayBack(runner) {
  history.replaceState(null, '', location.pathname);
  history.pushState(null, '', location.pathname);
  addEventListener('popstate', () => {
    history.pushState(null, '', location.pathname);
    if (runner.screen.value.name === 'step') runner.back();
    else if (runner.screen.value.name !== 'sending') runner.forget();
  });
  // A page that the browser kept aside comes back empty.
  addEventListener('pageshow', (event) => event.persisted && runner.forget());
  addEventListener('pagehide', () => runner.screen.value.name !== 'sending' && runner.forget());
}
