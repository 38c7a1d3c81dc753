import { css, html, type TemplateResult } from 'lit';
import type { TextRange } from '../speech/heard-text';

/** Style of the word that is being heard or signed. */
export const heardStyle = css`
  mark {
    border-radius: 0.15em;
    background: var(--sun);
    color: var(--ink);
    box-shadow: 0 0 0 0.12em var(--sun);
  }
`;

/** Return a text with the heard or signed word marked. */
export function heardWords(text: string, range: TextRange | undefined): TemplateResult | string {
  if (!range) return text;
  return html`${text.slice(0, range.start)}<mark>${text.slice(range.start, range.end)}</mark>${text.slice(range.end)}`;
}
