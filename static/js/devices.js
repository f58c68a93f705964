// Entry of the page of devices.

import { createApi } from './lib/api.js';
import { startClock, syncClock } from './lib/clock.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { html, render } from './lib/ui.js';
import { createDevices } from './devices/devices.js';
import { DevicesPage } from './devices/page.js';

const first = readFirst();
const devices = createDevices(first, createApi({ base: first.api }));

applyTheme();
syncClock(first.now);
startClock();
mount((root) => render(html`<${DevicesPage} devices=${devices} />`, root));
