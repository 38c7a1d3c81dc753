import { Failure } from '../api/failure';

/** A refusal for longer than this is given up at once; seconds. */
const LONGEST_WAIT = 20;
const MOST_TRIES = 3;

/**
 * Do what the gateway may refuse for a moment, and again when it said, as long as somebody wants it.
 *
 * @param task is tried three times at most; what it threw last is thrown.
 * @param isWanted is asked before each further try.
 */
export async function patiently<T>(task: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await task();
    } catch (error) {
      const wait = error instanceof Failure ? error.problem?.retry_after : undefined;
      if (wait === undefined || wait > LONGEST_WAIT || tries === MOST_TRIES) throw error;
      await new Promise((done) => setTimeout(done, wait * 1000));
      if (!isWanted()) throw error;
    }
  }
}
