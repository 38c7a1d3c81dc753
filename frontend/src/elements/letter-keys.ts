import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

/** The PJM finger alphabet, digraphs included, in its usual order. */
const LETTERS = 'A Ą B C Ć CH CZ D E Ę F G H I J K L Ł M N Ń O Ó P R RZ S Ś SZ T U W Y Z Ź Ż'.split(' ');

/** Keys for every letter that can be spelled. Fires `letter`. */
@customElement('letter-keys')
export class LetterKeys extends TownElement {
  static override styles = [
    shared,
    css`
      .keys {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(3rem, 1fr));
        gap: var(--space-1);
      }
      button {
        min-height: 3rem;
        padding: 0;
        border: 2px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--paper);
        font-weight: 700;
        cursor: pointer;
      }
      button:hover {
        border-color: var(--blue);
        background: var(--turquoise-wash);
      }
    `,
  ];

  override render() {
    return html`
      <div class="keys" role="group" aria-label=${this.t('signing.alphabet')}>
        ${LETTERS.map(
          (letter) =>
            html`<button lang="pl" data-testid="letter-key" @click=${() => this.send('letter', letter)}>
              ${letter}
            </button>`,
        )}
      </div>
    `;
  }
}
