import type { TownApi } from '../api/town-api';
import type { Answer, Explanation, Language, Outcome, Question, Reply } from '../api/types';
import type { Route } from './route';

/** What a resident asks: typed, signed, or taken from the choices (with the words that stood on it). */
export type Asked = { text: string } | { glosses: string[] } | { choice: string; title: string };

/** What is known about an answer because it came as the reply to a question. */
export interface AnswerInReply {
  matchedQuestion: string;
  /** What was asked, in the resident's own words; empty when it was chosen. */
  question: string;
  answer: Answer;
  askedBySigning: boolean;
  /** Language in which the question was asked, as far as the service could tell. */
  askedIn: string;
  /** What became of a context that could not be used; mostly empty. */
  notice: string;
}

/** One turn of the conversation, as a person would tell it; a greeting is none. */
export interface Turn {
  asked: string;
  /** Whether a choice was taken, a group of answers or "none of these", rather than anything asked. */
  isChoice: boolean;
  outcome: Outcome;
  /** What was answered, or opened from the choices; empty when nothing was. */
  answered: readonly Answered[];
}

export type Answered = Pick<Answer, 'id' | 'title'>;

interface KeptReply {
  asked: Asked;
  reply: Reply;
  language: Language;
}

/** The questions of this visit and their replies. Lives in memory only and ends with the page. */
export class Conversation {
  private readonly replies: KeptReply[] = [];
  private readonly answers = new Map<string, AnswerInReply>();
  private readonly told: Turn[] = [];
  /** Answers that the last turn offered as choices: whoever taps one follows a link, and asks nothing. */
  private offered: readonly string[] = [];
  private context = '';
  private last: { question: Question; language: Language } | undefined;

  constructor(private readonly api: Pick<TownApi, 'ask'>) {}

  /** The turns of this visit, the oldest first. */
  get turns(): readonly Turn[] {
    return this.told;
  }

  /** Ask, and return where the reply is shown. */
  async ask(asked: Asked, language: Language): Promise<Route> {
    const reply = await this.send(asked, language);
    this.tell(asked, reply);
    const [first, second] = reply.answers;
    if (reply.outcome === 'answer' && first && !second) {
      this.answers.set(first.id, {
        matchedQuestion: reply.matched_question,
        question: 'choice' in asked ? '' : wordsOf(asked),
        answer: { ...first, context: reply.context },
        askedBySigning: 'glosses' in asked,
        askedIn: reply.language,
        notice: reply.notice ?? '',
      });
      return { screen: 'answer', id: first.id };
    }
    this.replies.push({ asked, reply, language });
    return { screen: 'reply', number: this.replies.length };
  }

  /** Ask a kept question once more in another language; says whether anything changed. */
  async askAgain(number: number, language: Language): Promise<boolean> {
    const kept = this.replies[number - 1];
    if (!kept || kept.language === language || 'choice' in kept.asked) return false;
    const reply = await this.send(kept.asked, language, true);
    // The other language may find what the first did not; the choices stay on the screen, then.
    if (reply.outcome !== kept.reply.outcome) return false;
    this.replies[number - 1] = { asked: kept.asked, reply, language };
    return true;
  }

  /** Ask the last question once more, as it was asked, for how its reply came about. */
  async explain(): Promise<Explanation | null> {
    if (!this.last) return null;
    const reply = await this.api.ask({ ...this.last.question, explain: true }, this.last.language);
    return reply.explanation ?? null;
  }

  reply(number: number): Reply | undefined {
    return this.replies[number - 1]?.reply;
  }

  /** Return the typed text of a kept question. */
  text(number: number): string {
    const asked = this.replies[number - 1]?.asked;
    return asked && 'text' in asked ? asked.text : '';
  }

  answer(id: string): AnswerInReply | undefined {
    return this.answers.get(id);
  }

  /** Let the next question refer to the answer that is on the screen, and the last turn tell of it. */
  opened(answer: Answer): void {
    if (answer.context) this.context = answer.context;
    const { id, title } = answer;
    const last = this.told.at(-1);
    if (!last) return;
    // Opened again in the other language it has another title.
    const isTold = last.answered.some((told) => told.id === id);
    const renamed = last.answered.map((told) => (told.id === id ? { id, title } : told));
    if (isTold || this.offered.includes(id)) {
      this.told[this.told.length - 1] = { ...last, answered: isTold ? renamed : [...renamed, { id, title }] };
    }
  }

  /** Forget what the next question could refer to. */
  startAnew(): void {
    this.context = '';
    this.offered = [];
  }

  private tell(asked: Asked, { outcome, answers, choices }: Reply): void {
    if (outcome === 'small_talk') return;
    this.told.push({
      asked: wordsOf(asked),
      isChoice: 'choice' in asked,
      outcome,
      answered: answers.map(({ id, title }) => ({ id, title })),
    });
    this.offered = choices.map(({ id }) => id);
  }

  private async send(asked: Asked, language: Language, isCertain = false): Promise<Reply> {
    // Whoever reads the page in Polish may type in English all the same: the service finds out. An English page is a
    // choice, and short names such as "PESEL" would be taken for Polish.
    const isChoice = 'choice' in asked;
    const spoken = isCertain || isChoice || language !== 'pl' ? { language } : {};
    const question: Question = {
      ...(isChoice ? { choice: asked.choice } : asked),
      ...spoken,
      ...(this.context ? { context: this.context } : {}),
    };
    const reply = await this.api.ask(question, language);
    this.context = reply.context;
    this.last = { question, language };
    return reply;
  }
}

function wordsOf(asked: Asked): string {
  if ('text' in asked) return asked.text;
  return 'glosses' in asked ? asked.glosses.join(' ') : asked.title;
}
