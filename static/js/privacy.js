// Entry of the privacy page.

import { createApi } from './lib/api.js';
import { startClock, syncClock } from './lib/clock.js';
import { applyTheme } from './lib/device.js';
import { mount, readFirst } from './lib/first.js';
import { html, render } from './lib/ui.js';
import { PrivacyPage } from './privacy/page.js';
import { createPrivacy } from './privacy/privacy.js';

const first = readFirst();
const privacy = createPrivacy(first, createApi({ base: first.api }));

applyTheme();
syncClock(first.now);
startClock();
mount((root) => render(html`<${PrivacyPage} privacy=${privacy} />`, root));
