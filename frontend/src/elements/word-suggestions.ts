import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { replaceLetters, shownLetter, spelledText, type Spelled } from '../signing/spelled';
import { suggestionsFor, type Suggestion, type TranscriptPart } from '../signing/suggestions';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

/** Words that the letters may have meant: a tap takes one, another gives the letters back. Fires `spelled-change`. */
@customElement('word-suggestions')
export class WordSuggestions extends TownElement {
  static override styles = [
    shared,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        align-items: center;
      }
      .meant {
        font-weight: 650;
      }
      .word {
        font-size: var(--h3);
        font-weight: 750;
      }
    `,
  ];

  @property({ attribute: false }) spelled!: Spelled;
  @property({ attribute: false }) parts: readonly TranscriptPart[] = [];
  /** The word before and after the last suggestion that was taken. */
  @state() private taken: { before: Spelled; after: Spelled } | undefined;

  override render() {
    const suggestions = suggestionsFor(this.spelled, this.parts);
    const undo = this.taken?.after === this.spelled ? this.taken.before : undefined;
    if (!suggestions.length && !undo) return nothing;
    return html`<div class="row" role="group" aria-label=${this.t('signing.suggestions')}>
      ${
        suggestions.length
          ? html`<span class="meant" aria-hidden="true">${this.t('signing.suggestions')}</span>`
          : nothing
      }
      ${suggestions.map((suggestion) => {
        const word = shownLetter(suggestion.words.join(' '));
        const percent = Math.round(suggestion.confidence * 100);
        return html`<button
          class="button word"
          lang="pl"
          data-testid="word-suggestion"
          aria-label=${this.t('signing.reading', { letter: word, percent })}
          @click=${() => this.take(suggestion)}
        >
          ${word}
        </button>`;
      })}
      ${
        undo
          ? html`<button
              class="button"
              data-testid="undo-suggestion"
              @click=${() => this.send('spelled-change', undo)}
            >
              <town-icon name="back"></town-icon>${this.t('signing.undo', { word: spelledText(undo) })}
            </button>`
          : nothing
      }
    </div>`;
  }

  private take({ start, end, words }: Suggestion): void {
    this.taken = { before: this.spelled, after: replaceLetters(this.spelled, start, end, words) };
    this.send('spelled-change', this.taken.after);
  }
}
