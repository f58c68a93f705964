// Entry of the organiser's desk.

import { createApi } from './lib/api.js';
import { startClock } from './lib/clock.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { watchRoom } from './lib/live.js';
import { html, render } from './lib/ui.js';
import { createDesk } from './desk/desk.js';
import { DeskPage } from './desk/page.js';

const first = readFirst();
const api = createApi({ base: first.api });
const live = watchRoom({ event: first.event.slug, room: 'staff', first: first.snapshot });
const desk = createDesk({ first, api, live });

applyTheme();
startClock();
mount((root) => render(html`<${DeskPage} desk=${desk} />`, root));
