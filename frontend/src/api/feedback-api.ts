import { API } from './base';
import { Failure, failureOf } from './failure';
import { traceHeader } from './trace';
import type { Language } from './types';

/** What this town has switched on. */
export interface Features {
  learning: { mode: 'off' | 'counts' | 'questions'; question_days: number; count_days: number };
  mail: { available: boolean; advice: string };
}

let asked: Promise<Features | undefined> | undefined;

/** What this town has switched on, asked once a visit; undefined where it cannot be had, so that nothing is offered. */
export function features(): Promise<Features | undefined> {
  asked ??= fetch(`${API}/features`, { headers: { Accept: 'application/json' } })
    .then(async (response) => (response.ok ? ((await response.json()) as Features) : undefined))
    .catch(() => undefined)
    .then((found) => {
      // A service that was away is asked again by the next screen.
      if (!found) asked = undefined;
      return found;
    });
  return asked;
}

/** Say whether an answer helped. Throws `Failure`. */
export function rate(
  answerId: string,
  rating: { helpful: boolean; language: Language; question?: string },
): Promise<void> {
  return post(answerId, 'rating', rating.language, rating);
}

/** Have an answer sent by e-mail. Throws `Failure`. */
export function sendByMail(answerId: string, address: string, language: Language): Promise<void> {
  return post(answerId, 'mail', language, { address, language });
}

async function post(answerId: string, what: string, language: Language, body: unknown): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`${API}/answers/${encodeURIComponent(answerId)}/${what}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language, ...traceHeader() },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Failure();
  }
  if (!response.ok) throw await failureOf(response);
}
