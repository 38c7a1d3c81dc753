import { shownLetter, type Spelled } from './spelled';

/** What a part of the utterance may say. */
export interface Hypothesis {
  words: readonly string[];
  /** 0 to 1. */
  confidence: number;
  /** Whether it is exactly what was read. */
  is_literal: boolean;
}

/** A stretch of spelling between pauses, or one sign. */
export interface TranscriptPart {
  stretches: readonly string[];
  /** Best first. */
  hypotheses: readonly Hypothesis[];
}

/** Words that could stand in place of some letters. */
export interface Suggestion {
  words: readonly string[];
  confidence: number;
  /** The letters it would replace: from `start` up to `end`. */
  start: number;
  end: number;
}

const MOST = 3;
/** What is less likely only distracts. */
const LEAST_CONFIDENCE = 0.05;

/**
 * Return what the resident may have meant by the letters spelled last, best first.
 *
 * Letters that were changed by hand are left alone: what a person has chosen needs no guess.
 */
export function suggestionsFor(spelled: Spelled, parts: readonly TranscriptPart[]): readonly Suggestion[] {
  const part = parts.at(-1);
  const literal = part?.hypotheses.find((hypothesis) => hypothesis.is_literal);
  if (!part || !literal) return [];
  const own = new Set(part.stretches);
  const isOwn = spelled.letters.map((letter) => letter.stretch !== undefined && own.has(letter.stretch));
  const start = isOwn.indexOf(true);
  if (start < 0) return [];
  const end = isOwn.lastIndexOf(true) + 1;
  const text = spelled.letters
    .slice(start, end)
    .map((letter) => letter.text)
    .join('');
  if (text !== shownLetter(literal.words.join(' '))) return [];
  return part.hypotheses
    .filter((one) => one.confidence >= LEAST_CONFIDENCE && shownLetter(one.words.join(' ')) !== text)
    .slice(0, MOST)
    .map(({ words, confidence }) => ({ words, confidence, start, end }));
}
