import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import type { Answer, ClosedDay, Reply } from '../api/types';
import type { Turn } from '../page/conversation';
import { shared } from '../styles/shared';
import './answer-card';
import './clarify-choices';
import './decline-card';
import './emergency-card';
import './small-talk';
import { TownElement } from './town-element';

/** What the town says when there is not exactly one answer: several, a question back, "I don't know", help in danger, a greeting. */
@customElement('reply-screen')
export class ReplyScreen extends TownElement {
  static override styles = [
    shared,
    css`
      h1 {
        font-size: var(--h1);
      }
      answer-card {
        margin-block-start: var(--space-6);
      }
      .several > answer-card {
        padding-block-start: var(--space-6);
        border-block-start: 4px solid var(--turquoise-ink);
      }
      .notice {
        max-width: var(--measure);
        margin-block-end: var(--space-4);
        padding: var(--space-3) var(--space-4);
        border-inline-start: 0.375rem solid var(--sun);
        background: var(--wash);
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) reply!: Reply;
  @property({ attribute: false }) turns: readonly Turn[] = [];
  @property({ attribute: 'time-zone' }) timeZone = 'Europe/Warsaw';
  @property({ attribute: false }) closedDays: readonly ClosedDay[] = [];
  @property({ type: Boolean, attribute: 'signing-available' }) signingAvailable = true;

  override render() {
    return html`
      ${this.reply.notice ? html`<p class="notice" role="status">${this.reply.notice}</p>` : nothing}
      ${this.said()}
    `;
  }

  private said() {
    const { reply } = this;
    switch (reply.outcome) {
      case 'answer':
        return html`<div class="several" data-testid="several-answers">
          <h1 tabindex="-1">${this.t('answer.several')}</h1>
          ${reply.answers.map((answer) => this.card(answer))}
        </div>`;
      case 'clarify':
        return html`<clarify-choices
          .language=${this.language}
          .api=${this.api}
          .choices=${reply.choices}
          .phrase=${reply.phrase}
          .signed=${this.signingAvailable}
        ></clarify-choices>`;
      case 'emergency':
        return this.emergency();
      case 'small_talk':
        if (reply.phrase) {
          return html`<small-talk
            .language=${this.language}
            .api=${this.api}
            .phrase=${reply.phrase}
            .office=${reply.office}
            .turns=${this.turns}
            .signed=${this.signingAvailable}
          ></small-talk>`;
        }
    }
    return html`<decline-card
      .language=${this.language}
      .choices=${reply.choices}
      .office=${reply.office}
      .turns=${this.turns}
    ></decline-card>`;
  }

  private emergency() {
    const { answers, emergency_contacts: contacts = [] } = this.reply;
    const number = answers[0]?.places.find((place) => place.text_message_number)?.text_message_number ?? '';
    return html`
      <emergency-card
        .language=${this.language}
        .textMessageNumber=${number}
        .contacts=${contacts}
      ></emergency-card>
      ${answers.map((answer) => this.card(answer))}
    `;
  }

  private card(answer: Answer) {
    return html`<answer-card
      .language=${this.language}
      .api=${this.api}
      .answer=${answer}
      .matchedQuestion=${answer.matched_question ?? ''}
      .timeZone=${this.timeZone}
      .closedDays=${this.closedDays}
      .headingLevel=${2}
    ></answer-card>`;
  }
}
