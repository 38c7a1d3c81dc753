import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import type { Office, Phrase } from '../api/types';
import type { Turn } from '../page/conversation';
import { formatAddress } from '../page/route';
import { shared } from '../styles/shared';
import './office-contact';
import './phrase-sign';
import { TownElement } from './town-element';
import './town-icon';

/** Replies after which somebody may want a person. */
const TO_PEOPLE = new Set(['talk-insult', 'talk-human', 'talk-who']);

/** A reply to a greeting, thanks, an insult: in words and in signs, and the way to people where that helps. */
@customElement('small-talk')
export class SmallTalk extends TownElement {
  static override styles = [
    shared,
    css`
      .said {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-5) var(--space-6);
        align-items: center;
      }
      .words {
        flex: 1 1 20rem;
      }
      h1 {
        max-width: var(--measure);
        margin-block-end: var(--space-5);
        font-size: var(--h2);
        line-height: 1.35;
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) phrase!: Phrase;
  @property({ attribute: false }) office: Office | null | undefined;
  @property({ attribute: false }) turns: readonly Turn[] = [];
  @property({ type: Boolean }) signed = false;

  override render() {
    return html`<div data-testid="small-talk" data-phrase=${this.phrase.id}>
      <div class="said">
        <div class="words">
          <h1 tabindex="-1">${this.phrase.text}</h1>
          <a class="button" href=${formatAddress({ screen: 'home' }, this.language)}>
            <town-icon name="grid"></town-icon>${this.t('talk.topics')}
          </a>
        </div>
        ${
          this.signed
            ? html`<phrase-sign
                .language=${this.language}
                .api=${this.api}
                .phrase=${this.phrase.id}
              ></phrase-sign>`
            : nothing
        }
      </div>
      ${
        this.office && TO_PEOPLE.has(this.phrase.id)
          ? html`<office-contact
              .language=${this.language}
              .office=${this.office}
              .turns=${this.turns}
            ></office-contact>`
          : nothing
      }
    </div>`;
  }
}
