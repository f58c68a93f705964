// Entry of the set-up page.

import { createApi } from './lib/api.js';
import { startClock, syncClock } from './lib/clock.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { html, render } from './lib/ui.js';
import { SetupPage } from './setup/page.js';
import { createSetup } from './setup/setup.js';

const first = readFirst();
const setup = createSetup(first, createApi({ base: first.api }));

applyTheme();
syncClock(first.now);
startClock();
mount((root) => render(html`<${SetupPage} setup=${setup} />`, root));
