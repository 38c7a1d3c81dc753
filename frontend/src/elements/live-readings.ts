import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shownLetter, type Reading } from '../signing/spelled';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

/** The best readings of what is being signed, each with how sure it is. Fires `pick` with the letter. */
@customElement('live-readings')
export class LiveReadings extends TownElement {
  static override styles = [
    shared,
    css`
      h2 {
        font-size: var(--body);
        margin-block-end: var(--space-2);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        min-height: 4.25rem;
        align-items: stretch;
      }
      button {
        display: grid;
        gap: 0.3rem;
        min-width: 4rem;
        min-height: 4rem;
        padding: var(--space-2);
        border: 2px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--paper);
        font-size: 1.625rem;
        font-weight: 750;
        line-height: 1;
        cursor: pointer;
      }
      button:first-child {
        border-color: var(--blue);
        background: var(--turquoise-wash);
      }
      button:hover {
        border-color: var(--blue);
      }
      meter {
        width: 100%;
        height: 0.5rem;
      }
      .quiet {
        align-self: center;
        color: var(--ink-soft);
      }
      .declined {
        color: var(--red);
        font-weight: 650;
      }
    `,
  ];

  @property({ attribute: false }) readings: readonly Reading[] = [];
  /** Whether the last stretch could not be read. */
  @property({ type: Boolean }) declined = false;

  override render() {
    return html`
      <h2>${this.t('signing.readings')}</h2>
      <div class="row" role="group" aria-label=${this.t('signing.readings')}>
        ${this.readings.map((reading) => {
          const letter = shownLetter(reading.text);
          const percent = Math.round(reading.confidence * 100);
          return html`<button
            data-testid="reading-chip"
            data-letter=${letter}
            aria-label=${this.t('signing.reading', { letter, percent })}
            @click=${() => this.send('pick', letter)}
          >
            <span>${letter}</span>
            <meter min="0" max="100" value=${percent} aria-hidden="true"></meter>
          </button>`;
        })}
        ${
          this.readings.length
            ? nothing
            : html`<p class="quiet ${this.declined ? 'declined' : ''}">
                ${this.t(this.declined ? 'signing.declined' : 'signing.no-readings')}
              </p>`
        }
      </div>
    `;
  }
}
