// A device is paired by its camera: one button, so that a link preview does not use the link up.
// @ts-check

const first = JSON.parse(document.getElementById('first')?.textContent ?? '{}');
const form = /** @type {HTMLFormElement} */ (document.getElementById('pairing'));
const button = /** @type {HTMLButtonElement} */ (document.getElementById('pair'));
const name = /** @type {HTMLInputElement} */ (document.getElementById('device-name'));
const trouble = /** @type {HTMLElement} */ (document.getElementById('trouble'));

/** @param {string} words */
function tell(words) {
  trouble.textContent = words;
  trouble.hidden = false;
  button.disabled = false;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  trouble.hidden = true;
  try {
    const answer = await fetch('/api/v1/pair', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: first.token, name: name.value.trim() }),
    });
    const said = await answer.json();
    if (answer.ok) location.assign(said.next);
    else tell(said.detail);
  } catch {
    tell('No answer from the desk. Please check the network and try again.');
  }
});

export {};
