import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Choice } from '../api/types';
import { formatAddress } from '../page/route';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

/** Answers to choose from, as large links with pictures. */
@customElement('choice-list')
export class ChoiceList extends TownElement {
  static override styles = [
    shared,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
        gap: var(--space-3);
      }
      a {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        height: 100%;
        min-height: 3.75rem;
        padding: var(--space-3) var(--space-4);
        border: 2px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--paper);
        color: var(--ink);
        font-weight: 650;
        line-height: 1.25;
        text-decoration: none;
        overflow-wrap: anywhere;
      }
      a:hover {
        border-color: var(--blue);
        background: var(--turquoise-wash);
        text-decoration: underline;
      }
      town-icon {
        width: 2rem;
        height: 2rem;
        color: var(--turquoise-ink);
      }
      @media print {
        ul {
          display: block;
        }
        a {
          border: 0;
          min-height: 0;
          padding: 0;
        }
        town-icon {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) choices: readonly Choice[] = [];
  /** The name by which tests know each choice. */
  @property({ attribute: 'hook' }) hook = 'choice';

  override render() {
    return html`
      <ul role="list">
        ${this.choices.map(
          (choice) => html`
            <li>
              <a
                data-testid=${this.hook}
                data-answer-id=${choice.id}
                lang=${choice.language}
                href=${formatAddress({ screen: 'answer', id: choice.id }, this.language)}
              >
                <town-icon name=${choice.icon}></town-icon><span>${choice.title}</span>
              </a>
            </li>
          `,
        )}
      </ul>
    `;
  }
}
