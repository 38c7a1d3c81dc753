import type { Language } from '../api/types';
import en from './en.json';
import pl from './pl.json';

export type Key = keyof typeof pl;
export type Parameters = Readonly<Record<string, string | number>>;

const SENTENCES: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { pl, en };

/** Return a sentence with its {parameters} put in. */
export function translate(language: Language, key: Key, parameters: Parameters = {}): string {
  return SENTENCES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  );
}

/** Return a date such as "2026-11-24" written out. */
export function writtenDate(language: Language, iso: string): string {
  const date = new Date(`${iso}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) return iso;
  const locale = language === 'pl' ? 'pl-PL' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

/** Return the item of a language map in the language, else in Polish, with the language it is in. */
export function inLanguage(
  texts: Readonly<Record<string, string>>,
  language: Language,
): { text: string; language: string } {
  const found = texts[language]
    ? language
    : (Object.keys(texts).find((key) => key === 'pl') ?? Object.keys(texts)[0]);
  return { text: found ? (texts[found] ?? '') : '', language: found ?? language };
}
