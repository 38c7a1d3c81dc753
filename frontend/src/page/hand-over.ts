import type { Turn } from './conversation';

/** What a resident may take along to a person: nothing, the last question, or everything asked so far. */
export const HAND_OVER_FORMS = ['question', 'conversation', 'nothing'] as const;
export type HandOverForm = (typeof HAND_OVER_FORMS)[number];

/** The words around the questions, in the language in which they are handed over. */
export interface HandOverWords {
  greeting: string;
  asked: string;
  answered: string;
  unanswered: string;
  closing: string;
}

/** Return the text that the resident sees, may change, and sends or not. */
export function handOverText(turns: readonly Turn[], form: HandOverForm, words: HandOverWords): string {
  if (form === 'nothing' || !turns.length) return '';
  const told = form === 'question' ? turns.slice(-1) : turns;
  const lines = told.map(({ asked, answered }) =>
    [
      `${words.asked} ${asked}`,
      answered.length ? `${words.answered} ${answered.join('; ')}` : words.unanswered,
    ].join('\n'),
  );
  return [words.greeting, ...lines, words.closing].join('\n\n');
}
