import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Language } from '../api/types';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

const OTHER: Readonly<Record<Language, { language: Language; name: string; label: string }>> = {
  pl: { language: 'en', name: 'English', label: 'Switch to English' },
  en: { language: 'pl', name: 'Polski', label: 'Przełącz na polski' },
};

/** Offers the other language, in that language. Fires `language-change`. */
@customElement('language-switch')
export class LanguageSwitch extends TownElement {
  static override styles = [
    shared,
    css`
      button {
        min-height: var(--target);
        min-width: var(--target);
        padding: var(--space-2) var(--space-3);
        border: 2px solid currentColor;
        border-radius: var(--radius);
        background: transparent;
        color: inherit;
        font-weight: 650;
        cursor: pointer;
      }
      .short {
        display: none;
      }
      @media (max-width: 30rem) {
        .long {
          display: none;
        }
        .short {
          display: inline;
        }
      }
      button:hover {
        background: var(--blue-lifted);
      }
    `,
  ];

  override render() {
    const other = OTHER[this.language];
    return html`
      <button
        data-testid="language-switch"
        lang=${other.language}
        aria-label="${other.name}: ${other.label}"
        @click=${() => this.send('language-change', other.language)}
      >
        <span class="long">${other.name}</span><span class="short">${other.language.toUpperCase()}</span>
      </button>
    `;
  }
}
