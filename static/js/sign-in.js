// The sign-in: therapists by name and PIN, organisers by passphrase, tablets by six digits.

import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { html, render } from './lib/ui.js';
import { Page } from './sign-in/page.js';

const first = /** @type {any} */ (readFirst());

applyTheme();
mount((root) => render(html`<${Page} first=${first} />`, root));
