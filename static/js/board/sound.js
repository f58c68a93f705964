// The board's voice: a chime made by the browser and the browser's own speech. Off until somebody switches it on here.

import { ringBells } from '../lib/chime.js';
import { remember, remembered } from '../lib/device.js';
import { signal } from '../lib/ui.js';

const REMEMBERED = 'board.sound';
const LONGEST_SAYING = 12_000;

/** off; on; blocked: wanted, but the browser waits for a tap on the page. */
export const sound = signal(/** @type {'off'|'on'|'blocked'} */ ('off'));

/** @type {AudioContext|null} */
let audio = null;
/** @type {Promise<unknown>} */
let saying = Promise.resolve();

/** Picks up what this device was set to; a browser may want a tap before it lets a page sound. */
export function wakeSound() {
  if (remembered(REMEMBERED, 'off') !== 'on') return;
  sound.value = 'blocked';
  void open();
  const tapped = () => void open();
  document.addEventListener('pointerdown', tapped);
  document.addEventListener('keydown', tapped);
}

/** The switch on the board. */
export async function switchSound() {
  if (sound.value === 'on') {
    sound.value = 'off';
    remember(REMEMBERED, 'off');
    window.speechSynthesis?.cancel();
    return;
  }
  remember(REMEMBERED, 'on');
  sound.value = 'blocked';
  await open();
  if (/** @type {string} */ (sound.value) === 'on') chime();
}

async function open() {
  if (sound.value !== 'blocked') return;
  try {
    audio ??= new AudioContext();
    // Without a tap the promise never settles, so the state is looked at as well.
    await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 400))]);
    if (audio.state === 'running' && sound.value === 'blocked') sound.value = 'on';
  } catch {
    sound.value = 'off'; // no audio on this device
  }
}

/**
 * Chimes and says a call, after those before it.
 * @param {string} words
 * @param {{chimes: boolean, speaks: boolean}} how
 */
export function announce(words, { chimes, speaks }) {
  if (sound.value !== 'on') return;
  saying = saying.then(async () => {
    if (chimes) {
      chime();
      await new Promise((done) => setTimeout(done, 1300));
    }
    if (speaks && sound.value === 'on') await say(words);
  });
}

function chime() {
  if (audio?.state === 'running') ringBells(audio);
}

/** @param {string} words */
function say(words) {
  const speech = window.speechSynthesis;
  const voice = speech && pickVoice(speech.getVoices());
  if (!voice) return Promise.resolve();
  return new Promise((done) => {
    const saidIt = new SpeechSynthesisUtterance(words);
    saidIt.voice = voice;
    saidIt.lang = voice.lang;
    saidIt.rate = 0.92;
    saidIt.onend = saidIt.onerror = () => done(undefined);
    setTimeout(done, LONGEST_SAYING); // some browsers forget to say that they are done
    speech.speak(saidIt);
  });
}

/**
 * A voice of the page's language that needs no internet.
 * @param {SpeechSynthesisVoice[]} voices
 */
function pickVoice(voices) {
  const language = (document.documentElement.lang || 'en').slice(0, 2);
  const own = voices.filter((voice) => voice.localService && voice.lang.slice(0, 2) === language);
  return own.find((voice) => voice.default) ?? own[0] ?? null;
}
