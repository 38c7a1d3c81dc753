/** A stretch of a text, in UTF-16 units as JavaScript counts. */
export interface TextRange {
  start: number;
  end: number;
}

/** Return a function from code points to UTF-16 units of the text. */
export function unitOffsets(text: string): (codePoints: number) => number {
  const starts: number[] = [];
  let units = 0;
  for (const character of text) {
    starts.push(units);
    units += character.length;
  }
  starts.push(units);
  return (codePoints) => starts[Math.max(0, Math.min(codePoints, starts.length - 1))] ?? 0;
}

/**
 * Return where each part lies within the text that is read, or undefined for a part that is not read.
 *
 * @param spoken the text that is read.
 * @param parts texts of the page in the order in which they are read.
 */
export function placesWithin(spoken: string, parts: readonly string[]): (TextRange | undefined)[] {
  let from = 0;
  return parts.map((part) => {
    const start = part ? spoken.indexOf(part, from) : -1;
    if (start < 0) return undefined;
    from = start + part.length;
    return { start, end: from };
  });
}

/** Return the heard stretch in the part's own counting, or undefined when it lies elsewhere. */
export function within(place: TextRange | undefined, heard: TextRange | undefined): TextRange | undefined {
  if (!place || !heard || heard.start >= place.end || heard.end <= place.start) return undefined;
  return { start: Math.max(0, heard.start - place.start), end: Math.min(place.end, heard.end) - place.start };
}
