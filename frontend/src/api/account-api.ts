import { Failure, failureOf } from './failure';
import type { Language } from './types';

/** How an editor can log in, and whether one is. */
export interface SessionState {
  has_secret: boolean;
  has_accounts: boolean;
  session?: { subject: string; roles: ('editor' | 'reviewer' | 'operator')[]; csrf_token: string };
}

const ACCOUNT = '/api/v1/account';

/** Where an account of the office is asked for; comes back to this page. */
export const LOGIN_ADDRESS = `${ACCOUNT}/login?back=${encodeURIComponent('/#/teach')}`;

/** The headers that let a call of an editor through: the office's secret, or the session's token beside its cookie. */
export type Credentials = Readonly<Record<string, string>>;

export function withSecret(secret: string): Credentials {
  return { Authorization: `Bearer ${secret}` };
}

export function withSession(csrfToken: string): Credentials {
  return { 'X-CSRF-Token': csrfToken };
}

/** Ask how to log in. Throws `Failure`. */
export async function sessionState(language: Language): Promise<SessionState> {
  return (await call('GET', language)).json() as Promise<SessionState>;
}

/** End the session in this browser. Throws `Failure`. */
export async function logOut(csrfToken: string, language: Language): Promise<void> {
  await call('DELETE', language, withSession(csrfToken));
}

async function call(method: string, language: Language, credentials: Credentials = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${ACCOUNT}/session`, {
      method,
      cache: 'no-store',
      headers: { 'Accept-Language': language, ...credentials },
    });
  } catch {
    throw new Failure();
  }
  if (!response.ok) throw await failureOf(response);
  return response;
}
