// One menu for the whole desk: opened beside a button, worked by keyboard, closed by Escape or a tap elsewhere.

import { Icon } from '../lib/components.js';
import { html, signal, useEffect, useLayoutEffect, useRef, useState } from '../lib/ui.js';

/** @typedef {{label: string, icon?: string, stops?: boolean, run: () => unknown, href?: string}} MenuItem */

/** @type {import('@preact/signals-core').Signal<{anchor: HTMLElement, label: string, items: MenuItem[]}|null>} */
const shown = signal(null);

/**
 * @param {HTMLElement} anchor the button; it gets the focus back
 * @param {string} label what the menu is about
 * @param {MenuItem[]} items
 */
export function openMenu(anchor, label, items) {
  shown.value = shown.value?.anchor === anchor ? null : { anchor, label, items };
}

/** Put it once at the end of the page. */
export function Menu() {
  const menu = shown.value;
  return menu && html`<${OpenMenu} key=${menu.label} ...${menu} />`;
}

const EDGE = 8;

/** @param {{anchor: HTMLElement, label: string, items: MenuItem[]}} props */
function OpenMenu({ anchor, label, items }) {
  const ref = useRef(/** @type {HTMLDivElement|null} */ (null));
  const [place, setPlace] = useState({ top: '0px', left: '0px' });

  useLayoutEffect(() => {
    const box = /** @type {HTMLDivElement} */ (ref.current).getBoundingClientRect();
    const by = anchor.getBoundingClientRect();
    const below = by.bottom + 4 + box.height < innerHeight - EDGE;
    const top = below ? by.bottom + 4 : Math.max(EDGE, by.top - box.height - 4);
    const left = Math.min(Math.max(EDGE, by.right - box.width), innerWidth - box.width - EDGE);
    setPlace({ top: `${top}px`, left: `${left}px` });
    buttons()[0]?.focus({ preventScroll: true });
  }, []);

  useEffect(() => {
    /** @param {Event} event */
    const elsewhere = (event) => {
      const target = /** @type {Node} */ (event.target);
      if (!ref.current?.contains(target) && !anchor.contains(target)) shown.value = null;
    };
    const away = () => {
      shown.value = null;
    };
    document.addEventListener('pointerdown', elsewhere, true);
    window.addEventListener('resize', away);
    return () => {
      document.removeEventListener('pointerdown', elsewhere, true);
      window.removeEventListener('resize', away);
    };
  }, []);

  const buttons = () => /** @type {HTMLElement[]} */ ([...(ref.current?.querySelectorAll('[role="menuitem"]') ?? [])]);

  function close() {
    shown.value = null;
    anchor.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const all = buttons();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[to % all.length].focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  return html`<div ref=${ref} class="menu" role="menu" aria-label=${label} style=${place} onKeyDown=${keyed}>
    ${items.map((item) => {
      const inside = html`${item.icon && html`<${Icon} name=${item.icon} size=${20} />`}<span>${item.label}</span>`;
      const look = `menu-item${item.stops ? ' menu-item-stops' : ''}`;
      if (item.href) return html`<a key=${item.label} role="menuitem" tabindex="-1" class=${look} href=${item.href} onClick=${close}>${inside}</a>`;
      return html`<button key=${item.label} type="button" role="menuitem" tabindex="-1" class=${look}
        onClick=${() => { close(); item.run(); }}>${inside}</button>`;
    })}
  </div>`;
}
