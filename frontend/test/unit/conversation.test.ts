import { describe, expect, it } from 'vitest';
import type { Language, Outcome, Question, Reply } from '../../src/api/types';
import { Conversation, type Turn } from '../../src/page/conversation';
import { handOverText } from '../../src/page/hand-over';
import { answer, reply } from '../fixtures/town';

class Gateway {
  readonly questions: Question[] = [];

  ask(question: Question, language: Language): Promise<Reply> {
    this.questions.push(question);
    return Promise.resolve(reply(question.text ?? question.glosses?.join(' ') ?? '', language));
  }
}

describe('a conversation', () => {
  it('leads to the answer and remembers which question matched', async () => {
    const conversation = new Conversation(new Gateway());
    const route = await conversation.ask({ glosses: ['DOWÓD', 'OSOBISTY'] }, 'pl');
    expect(route).toEqual({ screen: 'answer', id: 'dowod-osobisty' });
    expect(conversation.answer('dowod-osobisty')).toMatchObject({
      matchedQuestion: 'Jak załatwić tę sprawę?',
      askedBySigning: true,
    });
  });

  it('leads to a reply screen when the town asks back or does not know', async () => {
    const conversation = new Conversation(new Gateway());
    expect(await conversation.ask({ text: 'dowód' }, 'pl')).toEqual({ screen: 'reply', number: 1 });
    expect(await conversation.ask({ text: 'pogoda' }, 'pl')).toEqual({ screen: 'reply', number: 2 });
    expect(conversation.reply(1)?.outcome).toBe('clarify');
    expect(conversation.reply(2)?.outcome).toBe('decline');
    expect(conversation.text(2)).toBe('pogoda');
  });

  it('sends the context on until the resident starts anew', async () => {
    const gateway = new Gateway();
    const conversation = new Conversation(gateway);
    await conversation.ask({ text: 'dowód' }, 'pl');
    await conversation.ask({ text: 'osobisty' }, 'pl');
    conversation.startAnew();
    await conversation.ask({ text: 'dowód' }, 'pl');
    expect(gateway.questions.map((question) => question.context)).toEqual([undefined, 'c', undefined]);
  });

  it('lets the service find the language out on the Polish page and names it on the English one', async () => {
    const gateway = new Gateway();
    const conversation = new Conversation(gateway);
    await conversation.ask({ text: 'id card' }, 'pl');
    await conversation.ask({ text: 'PESEL' }, 'en');
    expect(gateway.questions.map((question) => question.language)).toEqual([undefined, 'en']);
  });

  it('asks a kept question again in the other language', async () => {
    const conversation = new Conversation(new Gateway());
    await conversation.ask({ text: 'dowód' }, 'pl');
    expect(await conversation.askAgain(1, 'en')).toBe(true);
    expect(conversation.reply(1)?.choices[0]?.title).toBe('ID card');
    expect(await conversation.askAgain(1, 'en')).toBe(false);
  });

  it('sends a choice back and tells the turns as a person would', async () => {
    const gateway = new Gateway();
    const conversation = new Conversation(gateway);
    await conversation.ask({ text: 'dowód' }, 'pl');
    await conversation.ask({ choice: 'who-child', title: 'Dla dziecka' }, 'pl');
    expect(gateway.questions[1]).toEqual({ choice: 'who-child', language: 'pl', context: 'c' });
    expect(conversation.turns).toEqual([
      { asked: 'dowód', isChoice: false, outcome: 'clarify', answered: [] },
      { asked: 'Dla dziecka', isChoice: true, outcome: 'decline', answered: [] },
    ]);
  });

  it('tells which of the choices was opened, once and by the title on the screen', async () => {
    const conversation = new Conversation(new Gateway());
    await conversation.ask({ text: 'dowód' }, 'pl');
    conversation.opened(answer('becikowe', 'pl'));
    conversation.opened(answer('dowod-osobisty', 'pl'));
    conversation.opened(answer('dowod-osobisty', 'en'));
    const { title } = answer('dowod-osobisty', 'en');
    expect(conversation.turns).toEqual([
      { asked: 'dowód', isChoice: false, outcome: 'clarify', answered: [{ id: 'dowod-osobisty', title }] },
    ]);
  });

  it('does not take what is opened from the first screen for an answer to the last question', async () => {
    const conversation = new Conversation(new Gateway());
    await conversation.ask({ text: 'dowód' }, 'pl');
    conversation.startAnew();
    conversation.opened(answer('dowod-osobisty', 'pl'));
    expect(conversation.turns[0]?.answered).toEqual([]);
  });

  it('takes no greeting for a turn', async () => {
    const conversation = new Conversation(new Gateway());
    await conversation.ask({ text: 'pogoda' }, 'pl');
    await conversation.ask({ text: 'dzień dobry' }, 'pl');
    expect(conversation.turns.map(({ asked }) => asked)).toEqual(['pogoda']);
  });

  it('shows several answers on one screen', async () => {
    const conversation = new Conversation(new Gateway());
    expect(await conversation.ask({ text: 'becikowe i dowód' }, 'pl')).toEqual({
      screen: 'reply',
      number: 1,
    });
    expect(conversation.reply(1)?.answers).toHaveLength(2);
  });

  it('refers to the answer that is on the screen', async () => {
    const gateway = new Gateway();
    const conversation = new Conversation(gateway);
    conversation.opened({ ...answer('becikowe', 'pl'), context: 'about-becikowe' });
    await conversation.ask({ text: 'ile to kosztuje' }, 'pl');
    expect(gateway.questions[0]?.context).toBe('about-becikowe');
  });

  it('asks the last question once more, as it was, to explain itself', async () => {
    const gateway = new Gateway();
    const conversation = new Conversation(gateway);
    expect(await conversation.explain()).toBeNull();
    await conversation.ask({ text: 'dowód' }, 'pl');
    await conversation.explain();
    expect(gateway.questions[1]).toEqual({ text: 'dowód', explain: true });
  });
});

describe('what is handed over to a person', () => {
  const words = {
    greeting: 'Hi.',
    asked: 'I ask:',
    chosen: 'I choose:',
    answered: 'Shown:',
    askedBack: 'Asked back.',
    unanswered: 'Unknown.',
    closing: 'Thanks.',
  };
  const turn = (asked: string, outcome: Outcome, ...titles: string[]): Turn => ({
    asked,
    isChoice: false,
    outcome,
    answered: titles.map((title) => ({ id: title, title })),
  });
  const choice = (...told: Parameters<typeof turn>): Turn => ({ ...turn(...told), isChoice: true });
  const turns = [turn('dowód', 'answer', 'Dowód osobisty'), turn('pogoda', 'decline')];

  it('is what the resident chooses', () => {
    expect(handOverText(turns, 'question', words)).toBe('Hi.\n\nI ask: pogoda\nUnknown.\n\nThanks.');
    expect(handOverText(turns, 'conversation', words)).toContain('I ask: dowód\nShown: Dowód osobisty');
    expect(handOverText(turns, 'nothing', words)).toBe('');
  });

  it('is the question that was asked, not the choices that followed, with what came of it', () => {
    const refused = [...turns, turn('dowód', 'clarify'), choice('Żadna z tych', 'decline')];
    expect(handOverText(refused, 'question', words)).toBe('Hi.\n\nI ask: dowód\nUnknown.\n\nThanks.');
    expect(handOverText(refused, 'conversation', words)).toContain('I choose: Żadna z tych\nUnknown.');
    const taken = [turn('dowód', 'clarify'), choice('Dla dziecka', 'answer', 'Dowód dziecka')];
    expect(handOverText(taken, 'question', words)).toContain('I ask: dowód\nShown: Dowód dziecka');
  });

  it('says that a question was asked back, and what was opened then', () => {
    expect(handOverText([turn('dowód', 'clarify')], 'question', words)).toContain(
      'I ask: dowód\nAsked back.',
    );
    const opened = turn('dowód', 'clarify', 'Zgubiony dowód');
    expect(handOverText([opened], 'question', words)).toContain('I ask: dowód\nShown: Zgubiony dowód');
  });
});
