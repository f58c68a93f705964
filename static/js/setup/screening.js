// The health questions while somebody types, and what is sent.

/** @typedef {{key: string, text: string, outcome: string, caution: string, enabled: boolean, group: string, rule: string|null}} Question */

/** Only the questions and the parts of them that differ. @param {Question[]} before @param {Question[]} after */
export function screeningBody(before, after) {
  /** @type {Record<string, Record<string, unknown>>} */
  const screening = {};
  for (const question of after) {
    const known = before.find((each) => each.key === question.key);
    if (!known) continue;
    const changed = Object.fromEntries(
      (/** @type {const} */ (['text', 'outcome', 'caution', 'enabled']))
        .map((name) => [name, typeof question[name] === 'string' ? String(question[name]).trim() : question[name]])
        .filter(([name, value]) => known[/** @type {'text'} */ (name)] !== value),
    );
    if (Object.keys(changed).length) screening[question.key] = changed;
  }
  return { screening };
}
