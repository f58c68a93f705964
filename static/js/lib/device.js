// What this device remembers: switches only (sound, light or dark), never anything about a person.

/**
 * @param {string} name
 * @param {string} otherwise
 */
export function remembered(name, otherwise) {
  try {
    return localStorage.getItem(`eventdesk.${name}`) ?? otherwise;
  } catch {
    return otherwise; // storage switched off
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`eventdesk.${name}`, value);
  } catch {
    // then it is only for this visit of the page
  }
}

/** Light or dark as this device was told; without that it follows the system. */
export function applyTheme() {
  const theme = remembered('theme', '');
  if (theme) document.documentElement.dataset.theme = theme;
}

/** Turns the page from light to dark or back, and remembers it. */
export function switchTheme() {
  const isDark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = isDark ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  remember('theme', theme);
}
