// Icon: our own line drawings on a 24 grid, taking the colour of the words beside them.

import { html } from '../ui.js';

/** @type {Record<string, string>} path data; everything is stroked, nothing is filled */
const DRAWINGS = {
  after: 'M6 21V4M6 5h12l-3 4 3 4H6',
  again: 'M4 12a8 8 0 1 1 2.5 5.8M4 21v-4.5h4.5',
  alert: 'M12 4 2.8 20h18.4zM12 10v4.5M12 17.5v.1',
  away: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM10 9v6M14 9v6',
  back: 'M20 12H4M10.5 5.5 4 12l6.5 6.5',
  before: 'M3 12h12M9.5 6.5 15 12l-5.5 5.5M20 4v16',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21.5h4',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5V7M15.5 3.5V7',
  check: 'M4.5 12.5 10 18 19.5 6.5',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
  close: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
  couch: 'M2.5 13h19M5.5 13v6M18.5 13v6M10 10c2.5-2 6-2 8.5 0M6 10.200a1.700 1.700 0 1 0 0-.1z',
  cup: 'M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10.5h1.5a2 2 0 0 1 0 4.5H16M8.5 3.5v2M12.5 3.5v2',
  door: 'M14 4H6v16h8M10.5 12H21M17.5 8.5 21 12l-3.5 3.5',
  down: 'M5.5 9.5 12 16l6.5-6.5',
  download: 'M12 4v11M7 10.5l5 5 5-5M4.5 20h15',
  edit: 'M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5',
  forward: 'M4 12h16M13.5 5.5 20 12l-6.5 6.5',
  grip: 'M9 6v.1M9 12v.1M9 18v.1M15 6v.1M15 12v.1M15 18v.1',
  help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .9-1 1.700M12 16.800v.1',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5v.1',
  late: 'M13 21a9 9 0 1 1 8-9M12 7v5l3 2M20 15.5v3.5M20 21.900v.1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  medical: 'M9.5 4h5v5.5H20v5h-5.5V20h-5v-5.5H4v-5h5.5z',
  megaphone: 'M4 10v4h3l9 4.5v-13L7 10zM8 14.5V19h2.5M19.5 9.5a4 4 0 0 1 0 5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  minus: 'M5 12h14',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  move: 'M12 3v18M8 7l4-4 4 4M8 17l4 4 4-4',
  offline: 'M3 3l18 18M5 12.5a10 10 0 0 1 4-2.5M2 9a14 14 0 0 1 4.5-2.800M12.5 6.5A14 14 0 0 1 22 9M8.5 16a5 5 0 0 1 5-1.300M12 19.5v.1',
  online: 'M2 9a14 14 0 0 1 20 0M5 12.5a10 10 0 0 1 14 0M8.5 16a5 5 0 0 1 7 0M12 19.5v.1',
  pause: 'M8.5 5v14M15.5 5v14',
  person: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  phone: 'M7.5 2.5h9v19h-9zM11 18.5h2',
  pin: 'M12 21.5s7-6.5 7-12a7 7 0 0 0-14 0c0 5.5 7 12 7 12zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  play: 'M7.5 4.5v15l12-7.5z',
  plus: 'M12 5v14M5 12h14',
  print: 'M7 9V3.5h10V9M7 17H4V9.5h16V17h-3M7 14h10v6.5H7z',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v2M20 20h-3M14 20v-1',
  question: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .9-1 1.700M12 16.800v.1',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20.5 20.5',
  settings: 'M4 7h9M17 7h3M15 4.5v5M4 17h3M11 17h9M9 14.5v5',
  'sound-off': 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  'sound-on': 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4.5 4.5 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11',
  sparkle: 'M11 4l1.800 5.200L18 11l-5.200 1.800L11 18l-1.800-5.200L4 11l5.200-1.800zM19 16.5v4M17 18.5h4',
  stop: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM8.5 12h7',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  transfer: 'M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4',
  trash: 'M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l1 14h9l1-14M10 10.5v6M14 10.5v6',
  undo: 'M4 9.5h10a5.5 5.5 0 0 1 0 11H8M8.5 5 4 9.5 8.5 14',
  up: 'M5.5 14.5 12 8l6.5 6.5',
  upload: 'M12 16V5M7 9.5l5-5 5 5M4.5 20h15',
};

/**
 * @param {{name: string, size?: number, label?: string}} props size in px; with a label it is read out, else it is decoration
 */
export function Icon({ name, size = 24, label }) {
  return html`<svg
    class="icon"
    viewBox="0 0 24 24"
    width=${size}
    height=${size}
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    role=${label ? 'img' : undefined}
    aria-label=${label}
    aria-hidden=${label ? undefined : 'true'}
    focusable="false"
  >
    <path d=${DRAWINGS[name] ?? DRAWINGS.question} />
  </svg>`;
}
