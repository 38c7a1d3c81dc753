import type { TownApi } from '../api/town-api';
import type { Answer, Choice, Language, Question, Reply } from '../api/types';
import type { Route } from './route';

/** What a resident asks: typed, or signed. */
export type Asked = { text: string } | { glosses: string[] };

/** What is known about an answer because it came as the reply to a question. */
export interface AnswerInReply {
  matchedQuestion: string;
  answer: Answer;
  /** Further answers of the same reply. */
  others: Choice[];
  askedBySigning: boolean;
  /** Language in which the question was asked, as far as the service could tell. */
  askedIn: string;
}

interface KeptReply {
  asked: Asked;
  reply: Reply;
  language: Language;
}

/** The questions of this visit and their replies. Lives in memory only and ends with the page. */
export class Conversation {
  private readonly replies: KeptReply[] = [];
  private readonly answers = new Map<string, AnswerInReply>();
  private context = '';

  constructor(private readonly api: Pick<TownApi, 'ask'>) {}

  /** Ask, and return where the reply is shown. */
  async ask(asked: Asked, language: Language): Promise<Route> {
    const reply = await this.send(asked, language);
    const first = reply.answers[0];
    if (reply.outcome === 'answer' && first) {
      this.answers.set(first.id, {
        matchedQuestion: reply.matched_question,
        answer: first,
        others: reply.answers
          .slice(1)
          .map(({ id, title, icon, language: spoken }) => ({ id, title, icon, language: spoken })),
        askedBySigning: 'glosses' in asked,
        askedIn: reply.language,
      });
      return { screen: 'answer', id: first.id };
    }
    this.replies.push({ asked, reply, language });
    return { screen: 'reply', number: this.replies.length };
  }

  /** Ask a kept question once more in another language; says whether anything changed. */
  async askAgain(number: number, language: Language): Promise<boolean> {
    const kept = this.replies[number - 1];
    if (!kept || kept.language === language) return false;
    const reply = await this.send(kept.asked, language, true);
    // The other language may find what the first did not; the choices stay on the screen, then.
    if (reply.outcome !== kept.reply.outcome) return false;
    this.replies[number - 1] = { asked: kept.asked, reply, language };
    return true;
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

  /** Forget what the next question could refer to. */
  startAnew(): void {
    this.context = '';
  }

  private async send(asked: Asked, language: Language, isCertain = false): Promise<Reply> {
    // Whoever reads the page in Polish may type in English all the same: the service finds out. An English page is a
    // choice, and short names such as "PESEL" would be taken for Polish.
    const spoken = isCertain || language !== 'pl' ? { language } : {};
    const question: Question = { ...asked, ...spoken, ...(this.context ? { context: this.context } : {}) };
    const reply = await this.api.ask(question, language);
    this.context = reply.context;
    return reply;
  }
}
