import { LANGUAGES, type Language } from '../api/types';

const KEY = 'okienko-language';

/** Return the language chosen earlier on this device, else Polish. */
export function rememberedLanguage(): Language {
  try {
    const stored = localStorage.getItem(KEY);
    return LANGUAGES.find((language) => language === stored) ?? 'pl';
  } catch {
    // Storage may be forbidden; the language then lives in the address alone.
    return 'pl';
  }
}

/** Keep the language on this device; it is the only thing the page keeps. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // As above.
  }
}
