// The therapist's single-use link: one button, so that a link preview does not use it up.
// @ts-check

const first = JSON.parse(document.getElementById("first")?.textContent ?? "{}");
const button = /** @type {HTMLButtonElement} */ (document.getElementById("sign-in"));
const trouble = /** @type {HTMLElement} */ (document.getElementById("trouble"));

/** @param {string} words */
function tell(words) {
  trouble.textContent = words;
  trouble.hidden = false;
  button.disabled = false;
}

button.addEventListener("click", async () => {
  button.disabled = true;
  trouble.hidden = true;
  try {
    const answer = await fetch("/api/v1/sign-in/link", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: first.token }),
    });
    const said = await answer.json();
    if (answer.ok) location.assign(said.next);
    else tell(said.detail);
  } catch {
    tell("No answer from the desk. Please check the network and try again.");
  }
});
