// Entry of the first run: passphrase, event, kiosk PIN; three short steps.

import { createApi } from './lib/api.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { html, render } from './lib/ui.js';
import { FirstRun } from './setup/first-run.js';

const first = readFirst();

applyTheme();
mount((root) => render(html`<${FirstRun} api=${createApi()} token=${first.token} />`, root));
