import type { Clip } from '../api/types';
import type { TextRange } from '../speech/heard-text';

/** What is being signed, in the text that the video signs. */
export interface Signed {
  text: string;
  /** Absent while nothing is signed, or where no word is certain. */
  range: TextRange | undefined;
}

/** A word stays marked so long after its sign, while the hands move on to the next; seconds. */
const LINGER = 0.5;

/**
 * Return the characters whose sign is shown at a time.
 *
 * @param clip its glosses point to words where that is certain; a recording without glosses points to pieces of the text.
 * @param units turns code points of the text into UTF-16 units.
 */
export function signedRange(
  clip: Clip,
  units: (codePoints: number) => number,
  seconds: number,
): TextRange | undefined {
  const pieces: readonly Timed[] = clip.marks.length ? clip.marks : (clip.text_marks ?? []);
  const current = pieces.findLast((piece) => piece.start <= seconds);
  if (current?.text_start === undefined || current.text_end === undefined) return undefined;
  if (seconds >= current.end + LINGER) return undefined;
  return { start: units(current.text_start), end: units(current.text_end) };
}

interface Timed {
  start: number;
  end: number;
  text_start?: number | undefined;
  text_end?: number | undefined;
}
