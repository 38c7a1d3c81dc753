import { describe, expect, it } from 'vitest';
import type { Language, Question, Reply } from '../../src/api/types';
import { Conversation } from '../../src/page/conversation';
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
      { asked: 'dowód', answered: [] },
      { asked: 'Dla dziecka', answered: [] },
    ]);
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
    answered: 'Shown:',
    unanswered: 'Unknown.',
    closing: 'Thanks.',
  };
  const turns = [
    { asked: 'dowód', answered: ['Dowód osobisty'] },
    { asked: 'pogoda', answered: [] },
  ];

  it('is what the resident chooses', () => {
    expect(handOverText(turns, 'question', words)).toBe('Hi.\n\nI ask: pogoda\nUnknown.\n\nThanks.');
    expect(handOverText(turns, 'conversation', words)).toContain('I ask: dowód\nShown: Dowód osobisty');
    expect(handOverText(turns, 'nothing', words)).toBe('');
  });
});
