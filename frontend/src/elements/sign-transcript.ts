import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { GlossMark } from '../api/types';
import type { TextRange } from '../speech/heard-text';
import { shared } from '../styles/shared';
import { heardStyle, heardWords } from './heard-words';
import { TownElement } from './town-element';

/** What is signed, as glosses and as text; the gloss being signed and its word are marked. */
@customElement('sign-transcript')
export class SignTranscript extends TownElement {
  static override styles = [
    shared,
    heardStyle,
    css`
      summary {
        display: flex;
        align-items: center;
        min-height: var(--target);
        cursor: pointer;
        font-weight: 650;
        color: var(--link);
      }
      summary::before {
        content: '▸';
        width: 1.25em;
      }
      details[open] > summary::before {
        content: '▾';
      }
      h3 {
        margin-block: var(--space-2) var(--space-1);
        font-size: var(--body);
      }
      .glosses {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-2);
      }
      .glosses li {
        padding: 0 0.3em;
        border-radius: 0.2em;
        background: var(--wash);
        letter-spacing: 0.02em;
      }
      .glosses li[aria-current] {
        background: var(--sun);
        outline: 2px solid var(--ink);
      }
      .spelled {
        font-style: italic;
      }
      @media print {
        details {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) marks: readonly GlossMark[] = [];
  @property({ type: Number }) current = -1;
  @property() text = '';
  /** The word that is being signed. */
  @property({ attribute: false }) range: TextRange | undefined;
  /** BCP 47 tag of the text. */
  @property({ attribute: 'text-language' }) textLanguage = 'pl';

  override render() {
    return html`
      <details data-testid="sign-transcript">
        <summary>${this.t('sign.transcript')}</summary>
        ${
          this.marks.length
            ? html`<h3>${this.t('sign.glosses')}</h3>
                <ol class="glosses" lang="pl">
                  ${this.marks.map(
                    (mark, index) =>
                      html`<li
                        class=${mark.is_fingerspelled ? 'spelled' : ''}
                        aria-current=${index === this.current ? 'true' : nothing}
                      >
                        ${mark.gloss}
                      </li>`,
                  )}
                </ol>`
            : nothing
        }
        ${
          this.text
            ? html`<h3>${this.t('sign.text')}</h3>
                <p lang=${this.textLanguage}>${heardWords(this.text, this.range)}</p>`
            : nothing
        }
      </details>
    `;
  }
}
