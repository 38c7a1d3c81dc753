import { describe, expect, it } from 'vitest';
import en from '../../src/locales/en.json';
import pl from '../../src/locales/pl.json';
import { inLanguage, translate, writtenDate } from '../../src/locales/translate';

const parameters = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe('the locale files', () => {
  it('have the same keys in the same order', () => {
    expect(Object.keys(en)).toEqual(Object.keys(pl));
  });

  it('leave no sentence empty and use the same parameters', () => {
    for (const [key, sentence] of Object.entries(pl)) {
      const other = (en as Record<string, string>)[key] ?? '';
      expect(sentence.trim(), key).not.toBe('');
      expect(other.trim(), key).not.toBe('');
      expect(parameters(other), key).toEqual(parameters(sentence));
    }
  });

  it('hold no sentence that nobody shows', () => {
    const sources = Object.values(
      import.meta.glob<string>('../../src/**/*.ts', { eager: true, query: '?raw', import: 'default' }),
    ).join('\n');
    expect(Object.keys(pl).filter((key) => !sources.includes(`'${key}'`))).toEqual([]);
  });
});

describe('sentences', () => {
  it('get their parameters', () => {
    expect(translate('en', 'hours.open-now', { time: '16:00' })).toBe('Open now – until 16:00');
  });

  it('write dates out', () => {
    expect(writtenDate('pl', '2026-11-24')).toBe('24 listopada 2026');
    expect(writtenDate('en', '2026-11-24')).toBe('24 November 2026');
    expect(writtenDate('en', 'soon')).toBe('soon');
  });

  it('fall back to Polish and say so', () => {
    expect(inLanguage({ pl: 'Rodzina' }, 'en')).toEqual({ text: 'Rodzina', language: 'pl' });
  });
});
