import type { Turn } from './conversation';

/** What a resident may take along to a person: nothing, the last question, or everything asked so far. */
export const HAND_OVER_FORMS = ['question', 'conversation', 'nothing'] as const;
export type HandOverForm = (typeof HAND_OVER_FORMS)[number];

/** The words around the questions, in the language in which they are handed over. */
export interface HandOverWords {
  greeting: string;
  asked: string;
  chosen: string;
  answered: string;
  askedBack: string;
  unanswered: string;
  closing: string;
}

/** Return the text that the resident sees, may change, and sends or not. */
export function handOverText(turns: readonly Turn[], form: HandOverForm, words: HandOverWords): string {
  if (form === 'nothing' || !turns.length) return '';
  const told = form === 'question' ? [lastQuestion(turns)] : turns;
  const lines = told.map((turn) =>
    [`${turn.isChoice ? words.chosen : words.asked} ${turn.asked}`, saidTo(turn, words)].join('\n'),
  );
  return [words.greeting, ...lines, words.closing].join('\n\n');
}

/** Return the last question with what came of it: a choice is taken to say more about a question, and is none itself. */
function lastQuestion(turns: readonly Turn[]): Turn {
  const start = Math.max(
    0,
    turns.findLastIndex(({ isChoice }) => !isChoice),
  );
  return turns.slice(start).reduce((question, choice) => ({
    ...question,
    outcome: choice.outcome,
    answered: [...question.answered, ...choice.answered],
  }));
}

function saidTo({ outcome, answered }: Turn, words: HandOverWords): string {
  if (answered.length) return `${words.answered} ${answered.map(({ title }) => title).join('; ')}`;
  return outcome === 'clarify' ? words.askedBack : words.unanswered;
}
