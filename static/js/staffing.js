// Entry of the staffing page.

import { createApi } from './lib/api.js';
import { startClock, syncClock } from './lib/clock.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { html, render } from './lib/ui.js';
import { StaffingPage } from './staffing/page.js';
import { createStaffing } from './staffing/staffing.js';

const first = readFirst();
const staffing = createStaffing(first, createApi({ base: first.api }));

applyTheme();
syncClock(first.now);
startClock();
mount((root) => render(html`<${StaffingPage} staffing=${staffing} />`, root));
