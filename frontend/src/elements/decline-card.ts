import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Choice, Office } from '../api/types';
import type { Turn } from '../page/conversation';
import { shared } from '../styles/shared';
import './choice-list';
import './office-contact';
import { TownElement } from './town-element';

/** Says "I don't know", and who does: the nearest answers, the interpreter, the office. */
@customElement('decline-card')
export class DeclineCard extends TownElement {
  static override styles = [
    shared,
    css`
      h1 {
        font-size: var(--h1);
      }
      h2 {
        margin-block: var(--space-6) var(--space-3);
        font-size: var(--h2);
      }
      .lead {
        max-width: var(--measure);
        margin-block-start: var(--space-3);
        font-size: var(--lead);
      }
    `,
  ];

  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property({ attribute: false }) office: Office | null | undefined;
  @property({ attribute: false }) turns: readonly Turn[] = [];

  override render() {
    return html`
      <div data-testid="decline-card">
        <h1 tabindex="-1">${this.t('decline.title')}</h1>
        <p class="lead">${this.t('decline.text')}</p>
        ${
          this.choices.length
            ? html`<h2>${this.t('decline.nearest')}</h2>
                <choice-list
                  .language=${this.language}
                  .choices=${this.choices}
                  hook="decline-topic"
                ></choice-list>`
            : nothing
        }
        ${
          this.office
            ? html`<office-contact
                .language=${this.language}
                .office=${this.office}
                .turns=${this.turns}
              ></office-contact>`
            : nothing
        }
      </div>
    `;
  }
}
