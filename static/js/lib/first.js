// The first data, which the server wrote into the page so that it draws without asking again.

/**
 * @param {Document} [page]
 * @returns {import('./types.js').First & Record<string, any>}
 */
export function readFirst(page = document) {
  const text = page.getElementById('first')?.textContent;
  if (!text) throw new Error('the page carries no first data');
  return JSON.parse(text);
}

/**
 * Draws a page's root component into `<main id="app">`, in place of what the server put there.
 * @param {(root: HTMLElement) => void} draw
 */
export function mount(draw) {
  const root = /** @type {HTMLElement} */ (document.getElementById('app'));
  root.replaceChildren();
  draw(root);
}
