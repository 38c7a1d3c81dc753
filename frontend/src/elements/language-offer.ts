import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

/** Offers English to somebody who asked in English on the Polish page. Fires `language-change`. */
@customElement('language-offer')
export class LanguageOffer extends TownElement {
  static override styles = [
    shared,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-3) var(--space-4);
        border-inline-start: 0.375rem solid var(--turquoise-ink);
        background: var(--turquoise-wash);
      }
    `,
  ];

  override render() {
    return html`
      <div lang="en">
        <p>Your question looks English.</p>
        <button
          class="button"
          data-testid="language-offer"
          @click=${() => this.send('language-change', 'en')}
        >
          Read this in English
        </button>
      </div>
    `;
  }
}
