// Keeps the screen on where the browser lets a page do that; elsewhere it does nothing.

/** Asks for the lock now and again whenever the page comes back to the front. Returns a function that lets go. */
export function stayAwake() {
  if (!window.isSecureContext || !('wakeLock' in navigator)) return () => {};
  /** @type {WakeLockSentinel|null} */
  let lock = null;
  let wanted = true;

  async function take() {
    if (!wanted || document.visibilityState !== 'visible') return;
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch {
      lock = null; // low battery or not allowed: the screen follows its own settings
    }
  }

  document.addEventListener('visibilitychange', take);
  void take();
  return () => {
    wanted = false;
    document.removeEventListener('visibilitychange', take);
    void lock?.release();
  };
}
