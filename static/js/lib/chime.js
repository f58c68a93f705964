// Two soft bells, made by the browser itself: no file, no internet.

/** @param {AudioContext} context running */
export function ringBells(context) {
  bell(context, 783.99, context.currentTime);
  bell(context, 622.25, context.currentTime + 0.42);
}

/**
 * @param {AudioContext} context
 * @param {number} pitch hertz
 * @param {number} at seconds of the context's clock
 */
function bell(context, pitch, at) {
  for (const [partial, loudness] of [[1, 0.4], [2, 0.12], [3.01, 0.05]]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch * partial;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(loudness, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 1.4 / partial);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 1.5);
  }
}
