import type { Topics } from '../api/types';

/** What the recogniser takes. */
const MOST = 50;
const LONGEST = 200;

/** Return the Polish names of what people ask about in this town: words that are likely to be spelled. */
export function phrasesOf(topics: Topics | undefined): readonly string[] {
  const names = [
    ...(topics?.featured.map((item) => item.titles) ?? []),
    ...(topics?.topics.map((item) => item.names) ?? []),
  ];
  return names.flatMap(({ pl }) => (pl && pl.length <= LONGEST ? [pl] : [])).slice(0, MOST);
}
