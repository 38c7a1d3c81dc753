import { describe, expect, it } from 'vitest';
import {
  addFinal,
  changeLetter,
  NOTHING_SPELLED,
  removeLetter,
  replaceLetters,
  spelledText,
  spelledWords,
  type Spelled,
} from '../../src/signing/spelled';
import { suggestionsFor, type Hypothesis, type TranscriptPart } from '../../src/signing/suggestions';

const spell = (word: string, start: Spelled = NOTHING_SPELLED, from = 0): Spelled =>
  [...word].reduce(
    (spelled, text, at) => addFinal(spelled, `1/${from + at}`, [{ text, confidence: 0.5 }]),
    start,
  );
const hypothesis = (text: string, confidence: number, is_literal = false): Hypothesis => ({
  words: text.split(' '),
  confidence,
  is_literal,
});
const part = (from: number, count: number, ...hypotheses: Hypothesis[]): TranscriptPart => ({
  stretches: Array.from({ length: count }, (_, at) => `1/${from + at}`),
  hypotheses,
});
const meant = part(0, 5, hypothesis('dowód', 0.7), hypothesis('dowody', 0.1), hypothesis('dowod', 0.1, true));

describe('what the letters may have meant', () => {
  it('is offered beside them, the likeliest first, without the letters themselves', () => {
    const found = suggestionsFor(spell('dowod'), [meant]);
    expect(found.map((one) => one.words.join(' '))).toEqual(['dowód', 'dowody']);
    expect(found[0]).toMatchObject({ start: 0, end: 5, confidence: 0.7 });
  });

  it('replaces only the letters of its own stretch of spelling', () => {
    const spelled = spell('dowod', spell('moj', NOTHING_SPELLED, 10));
    const [best] = suggestionsFor(spelled, [part(10, 3, hypothesis('moj', 1, true)), meant]);
    expect(best).toMatchObject({ start: 3, end: 8 });
    expect(spelledText(replaceLetters(spelled, 3, 8, ['dowód']))).toBe('MOJDOWÓD');
  });

  it('may be two words', () => {
    expect(spelledWords(replaceLetters(spell('dowodosobisty'), 0, 13, ['dowód', 'osobisty']))).toEqual([
      'DOWÓD',
      'OSOBISTY',
    ]);
  });

  it('is not offered where a person has changed or removed a letter, or nothing was read', () => {
    expect(suggestionsFor(changeLetter(spell('dowod'), 3, 'ó'), [meant])).toEqual([]);
    expect(suggestionsFor(removeLetter(spell('dowod')), [meant])).toEqual([]);
    expect(suggestionsFor(NOTHING_SPELLED, [meant])).toEqual([]);
    expect(suggestionsFor(spell('dowod'), [])).toEqual([]);
  });

  it('is not offered when it is unlikely or the same as the letters', () => {
    const same = part(0, 3, hypothesis('dom', 0.9, true), hypothesis('dym', 0.04));
    expect(suggestionsFor(spell('dom'), [same])).toEqual([]);
  });

  it('allows for stretches that were not understood', () => {
    const withGap = part(0, 6, hypothesis('dowód', 0.7), hypothesis('dowod', 0.1, true));
    expect(suggestionsFor(spell('dowod'), [withGap])).toHaveLength(1);
  });
});
