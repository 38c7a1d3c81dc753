/** One reading of a stretch of signing. */
export interface Reading {
  text: string;
  /** 0 to 1. */
  confidence: number;
  /** Whether it is a sign that stands for a whole word, not a letter or a number. */
  isWord?: boolean;
}

/** A letter of the growing word, with the other readings it could be changed to. */
export interface SpelledLetter {
  text: string;
  readings: readonly Reading[];
  /** The stretch of signing it was read from; none when it was put in by hand. */
  stretch?: string;
}

/** What has been spelled so far. Values never change; every step gives a new one. */
export interface Spelled {
  letters: readonly SpelledLetter[];
  /** The stretch that the resident has settled by hand, so that its final reading is not added again. */
  settled: string | undefined;
}

export const NOTHING_SPELLED: Spelled = { letters: [], settled: undefined };
export const SPACE = ' ';
/** More letters than any question needs; keeps the request within the gateway's limit. */
const MOST_LETTERS = 200;

/** Return a letter as shown: upper case, Polish. */
export function shownLetter(text: string): string {
  return text.toLocaleUpperCase('pl');
}

/** Add what a finished stretch was read as; a declined or already settled stretch changes nothing. */
export function addFinal(spelled: Spelled, stretch: string, readings: readonly Reading[]): Spelled {
  const best = readings[0];
  if (!best || spelled.settled === stretch) return spelled;
  const added = { ...letterOf(best.text, readings), stretch };
  if (!best.isWord) return { letters: limited([...spelled.letters, added]), settled: stretch };
  // A sign is a word of its own beside spelled ones.
  const space = letterOf(SPACE, []);
  const before = spelled.letters.at(-1);
  const gap = before && before.text !== SPACE ? [space] : [];
  return { letters: limited([...spelled.letters, ...gap, added, space]), settled: stretch };
}

/** Take one reading of the stretch that is still being signed. */
export function pickCurrent(
  spelled: Spelled,
  stretch: string,
  text: string,
  readings: readonly Reading[],
): Spelled {
  const letter = letterOf(text, readings);
  const letters =
    spelled.settled === stretch ? [...spelled.letters.slice(0, -1), letter] : [...spelled.letters, letter];
  return { letters: limited(letters), settled: stretch };
}

/** Change one letter to another reading. */
export function changeLetter(spelled: Spelled, index: number, text: string): Spelled {
  const letters = spelled.letters.map((item, at) => (at === index ? letterOf(text, item.readings) : item));
  return { ...spelled, letters };
}

/** Insert a letter or a space before the position; at the end when there is none. */
export function insertLetter(spelled: Spelled, text: string, index = spelled.letters.length): Spelled {
  const before = spelled.letters[index - 1];
  if (text === SPACE && (!before || before.text === SPACE)) return spelled;
  const letters = [...spelled.letters.slice(0, index), letterOf(text, []), ...spelled.letters.slice(index)];
  return { ...spelled, letters: limited(letters) };
}

/** Remove one letter; the last one when no position is given. */
export function removeLetter(spelled: Spelled, index = spelled.letters.length - 1): Spelled {
  return { ...spelled, letters: spelled.letters.filter((_, at) => at !== index) };
}

/** Remove everything. */
export function clearSpelled(spelled: Spelled): Spelled {
  return { ...spelled, letters: [] };
}

/** Return the text so far. */
export function spelledText(spelled: Spelled): string {
  return spelled.letters.map((letter) => letter.text).join('');
}

/** Return the words to ask with. */
export function spelledWords(spelled: Spelled): string[] {
  return spelledText(spelled).split(SPACE).filter(Boolean);
}

/** Put words in place of some letters, as if they had been spelled. */
export function replaceLetters(
  spelled: Spelled,
  start: number,
  end: number,
  words: readonly string[],
): Spelled {
  const letters = [...words.join(SPACE)].map((text) => letterOf(text, []));
  return {
    ...spelled,
    letters: limited([...spelled.letters.slice(0, start), ...letters, ...spelled.letters.slice(end)]),
  };
}

function letterOf(text: string, readings: readonly Reading[]): SpelledLetter {
  return { text: shownLetter(text), readings };
}

function limited(letters: SpelledLetter[]): SpelledLetter[] {
  return letters.slice(0, MOST_LETTERS);
}
