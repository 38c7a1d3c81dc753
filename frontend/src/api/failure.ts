import type { Problem } from './types';

/** A call that failed, with a sentence for people where the gateway gave one. */
export class Failure extends Error {
  /** @param problem what the gateway said; absent when it could not be reached. */
  constructor(readonly problem?: Problem) {
    super(problem?.detail ?? 'The gateway cannot be reached.');
    this.name = 'Failure';
  }

  /** Whether nothing came back at all. */
  get isOffline(): boolean {
    return this.problem === undefined;
  }
}

/** Read a refused response; anything that is not a problem document still becomes one. */
export async function failureOf(response: Response): Promise<Failure> {
  try {
    const body: unknown = await response.json();
    if (isProblem(body)) return new Failure(body);
  } catch {
    // A proxy's own error page: the status is all that can be used.
  }
  return new Failure({ title: '', status: response.status, detail: '', reason: 'UNREADABLE' });
}

/** Whether a value is a problem document. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'detail' in value && typeof value.detail === 'string';
}

/** Whether an error only says that the caller gave up. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
