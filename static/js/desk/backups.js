// The desk's eye on the backups: asked for every minute, shown only when something is wrong.

import { warning } from '../lib/backups.js';
import { Icon } from '../lib/components.js';
import { html, useEffect, useState } from '../lib/ui.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../lib/backups.js').Backups} Backups */

const LOOK_AGAIN_MS = 60_000;
/** The first look waits until the page stands. */
const FIRST_LOOK_MS = 4_000;

/** @param {{desk: Desk}} props */
export function BackupStrip({ desk }) {
  const backups = useBackups(desk);
  const found = backups && warning(backups, desk.moment.value);
  if (!found) return null;
  return html`<p class=${`strip tone-${found.tone}`} role="status"><${Icon} name="alert" size=${20} /><span class="grow">${found.words}</span>
    <a class="row-button" href=${`/e/${desk.first.event.slug}/setup#backups`}>Look at the backups</a></p>`;
}

/** Nothing for those who may not know, a line lead for one. @param {Desk} desk */
function useBackups(desk) {
  const [backups, setBackups] = useState(/** @type {Backups|null} */ (null));
  useEffect(() => {
    if (desk.first.me?.role !== 'organiser') return undefined;
    const look = () => desk.api.get('/backups', { tries: 1 }).then(setBackups, () => {});
    const first = setTimeout(look, FIRST_LOOK_MS);
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, []);
  return backups;
}
