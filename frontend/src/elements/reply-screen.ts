import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import type { Reply } from '../api/types';
import { shared } from '../styles/shared';
import './answer-card';
import './clarify-choices';
import './decline-card';
import './emergency-card';
import { TownElement } from './town-element';

/** What the town says when there is not exactly one answer: it asks back, declines, or somebody may be in danger. */
@customElement('reply-screen')
export class ReplyScreen extends TownElement {
  static override styles = [
    shared,
    css`
      answer-card {
        margin-block-start: var(--space-6);
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) reply!: Reply;
  @property({ attribute: 'time-zone' }) timeZone = 'Europe/Warsaw';

  override render() {
    const { reply } = this;
    if (reply.outcome === 'clarify') {
      return html`<clarify-choices .language=${this.language} .choices=${reply.choices}></clarify-choices>`;
    }
    if (reply.outcome === 'emergency') return this.emergency();
    return html`<decline-card
      .language=${this.language}
      .choices=${reply.choices}
      .office=${reply.office}
    ></decline-card>`;
  }

  private emergency() {
    const [answer] = this.reply.answers;
    const number = answer?.places.find((place) => place.text_message_number)?.text_message_number ?? '';
    return html`
      <emergency-card .language=${this.language} .textMessageNumber=${number}></emergency-card>
      ${
        answer
          ? html`<answer-card
              .language=${this.language}
              .api=${this.api}
              .answer=${answer}
              .timeZone=${this.timeZone}
              .headingLevel=${2}
            ></answer-card>`
          : ''
      }
    `;
  }
}
