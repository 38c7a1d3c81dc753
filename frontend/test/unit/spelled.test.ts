import { describe, expect, it } from 'vitest';
import {
  addFinal,
  changeLetter,
  clearSpelled,
  insertLetter,
  NOTHING_SPELLED,
  pickCurrent,
  removeLetter,
  SPACE,
  spelledText,
  spelledWords,
  type Reading,
  type Spelled,
} from '../../src/signing/spelled';

const readings = (...letters: string[]): Reading[] => letters.map((text) => ({ text, confidence: 0.5 }));
const spell = (word: string): Spelled =>
  [...word].reduce((spelled, letter, at) => addFinal(spelled, `1/${at}`, readings(letter)), NOTHING_SPELLED);

describe('the growing word', () => {
  it('takes the best reading of every finished stretch, in capitals', () => {
    expect(spelledText(spell('dowód'))).toBe('DOWÓD');
  });

  it('adds a finished stretch once, however often it is reported', () => {
    const once = addFinal(NOTHING_SPELLED, '1/7', readings('a'));
    expect(addFinal(once, '1/7', readings('b'))).toBe(once);
    expect(spelledText(addFinal(once, '2/7', readings('b')))).toBe('AB');
  });

  it('adds nothing for a declined stretch', () => {
    expect(addFinal(NOTHING_SPELLED, '1/0', [])).toBe(NOTHING_SPELLED);
  });

  it('keeps the reading that was picked by hand when the stretch ends', () => {
    const picked = pickCurrent(spell('d'), '1/9', 'ó', readings('o', 'ó'));
    expect(spelledText(addFinal(picked, '1/9', readings('o', 'ó')))).toBe('DÓ');
  });

  it('replaces the last letter when another reading of the same stretch is picked', () => {
    const ended = addFinal(spell('d'), '1/9', readings('o', 'ó'));
    expect(spelledText(pickCurrent(ended, '1/9', 'ó', readings('o', 'ó')))).toBe('DÓ');
  });

  it('can be corrected anywhere', () => {
    const word = spell('dowod');
    expect(spelledText(changeLetter(word, 3, 'ó'))).toBe('DOWÓD');
    expect(spelledText(insertLetter(word, 'sz', 1))).toBe('DSZOWOD');
    expect(spelledText(removeLetter(word))).toBe('DOWO');
    expect(spelledText(removeLetter(word, 0))).toBe('OWOD');
    expect(spelledText(clearSpelled(word))).toBe('');
  });

  it('keeps the other readings of a changed letter', () => {
    const word = addFinal(NOTHING_SPELLED, '1/0', readings('o', 'ó'));
    expect(changeLetter(word, 0, 'ó').letters[0]?.readings.map((item) => item.text)).toEqual(['o', 'ó']);
  });

  it('allows one space between words and none before the first', () => {
    expect(insertLetter(NOTHING_SPELLED, SPACE)).toBe(NOTHING_SPELLED);
    const spaced = insertLetter(insertLetter(spell('ab'), SPACE), SPACE);
    expect(spelledText(spaced)).toBe('AB ');
    expect(spelledWords(addFinal(spaced, '1/9', readings('c')))).toEqual(['AB', 'C']);
  });
});
