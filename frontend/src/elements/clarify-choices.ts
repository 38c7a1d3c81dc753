import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import type { Choice, Phrase } from '../api/types';
import { shared } from '../styles/shared';
import './phrase-sign';
import './topic-tile';
import { TownElement } from './town-element';
import './town-icon';

/** Asks back: the question fits several answers. Fires `ask` with the choice that is no answer yet. */
@customElement('clarify-choices')
export class ClarifyChoices extends TownElement {
  static override styles = [
    shared,
    css`
      .question {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-4) var(--space-6);
        align-items: center;
        justify-content: space-between;
        margin-block-end: var(--space-5);
      }
      h1 {
        font-size: var(--h1);
      }
      p {
        max-width: var(--measure);
        margin-block-start: var(--space-3);
        font-size: var(--lead);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr));
        gap: var(--space-4);
        max-width: 70rem;
      }
      .none {
        margin-block-start: var(--space-5);
      }
      .none p {
        margin-block-start: var(--space-2);
        font-size: var(--body);
      }
      @media (max-width: 30rem) {
        ul {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--space-2);
        }
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) choices: readonly Choice[] = [];
  /** What the resident is asked. */
  @property({ attribute: false }) phrase: Phrase | null | undefined;
  @property({ type: Boolean }) signed = false;

  override render() {
    return html`
      <div class="question">
        <div>
          <h1 tabindex="-1" data-testid="clarify-question">
            ${this.phrase?.text ?? this.t('clarify.title')}
          </h1>
          <p>${this.t('clarify.text')}</p>
        </div>
        ${
          this.phrase && this.signed
            ? html`<phrase-sign
                .language=${this.language}
                .api=${this.api}
                .phrase=${this.phrase.id}
              ></phrase-sign>`
            : nothing
        }
      </div>
      <ul role="list">
        ${this.choices.map(
          (choice) => html`
            <li>
              <topic-tile
                .language=${this.language}
                .api=${this.api}
                .answer=${choice.id}
                .isGroup=${choice.kind === 'group'}
                .icon=${choice.icon}
                .name=${choice.title}
                .nameLanguage=${choice.language}
                .signed=${this.signed}
                hook="clarify-choice"
              ></topic-tile>
            </li>
          `,
        )}
      </ul>
      <div class="none">
        <button class="button" data-testid="clarify-none" @click=${this.none}>
          <town-icon name="close"></town-icon>${this.t('clarify.none')}
        </button>
        <p class="soft">${this.t('clarify.none-text')}</p>
      </div>
    `;
  }

  private none(): void {
    this.send('ask', { choice: 'none', title: this.t('clarify.none') });
  }
}
