// Connection badge: "Last update 14:02:10", or that the connection is lost and since when.

import { html } from '../ui.js';
import { timeWithSeconds } from '../time.js';
import { Icon } from './icon.js';

/**
 * @param {{connection: import('@preact/signals-core').Signal<import('../live.js').Connection>, timezone: string}} props
 */
export function ConnectionBadge({ connection, timezone }) {
  const { status, heardAt } = connection.value;
  const time = timeWithSeconds(heardAt, timezone);
  if (status === 'lost') {
    return html`<span class="connection connection-lost" role="alert">
      <${Icon} name="offline" size=${20} />No connection · last update ${time}
    </span>`;
  }
  if (status === 'dismissed') {
    return html`<span class="connection connection-lost"><${Icon} name="lock" size=${20} />Signed out</span>`;
  }
  if (status === 'refused') {
    return html`<span class="connection connection-lost" role="alert"><${Icon} name="lock" size=${20} />Please reload this page</span>`;
  }
  return html`<span class="connection">
    <${Icon} name="online" size=${20} />${status === 'connecting' ? 'Connecting …' : `Last update ${time}`}
  </span>`;
}
