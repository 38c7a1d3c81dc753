import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import type { Topic } from '../api/types';
import { inLanguage } from '../locales/translate';
import { shared } from '../styles/shared';
import './topic-tiles';
import { TownElement } from './town-element';

/** All answers of one topic. */
@customElement('topic-screen')
export class TopicScreen extends TownElement {
  static override styles = [
    shared,
    css`
      h1 {
        margin-block-end: var(--space-5);
        font-size: var(--h1);
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) topic!: Topic;
  @property({ type: Boolean, attribute: 'signing-available' }) signingAvailable = true;

  override render() {
    const name = inLanguage(this.topic.names, this.language);
    const tiles = this.topic.answers.map(({ id, icon, title, language }) => ({
      id,
      icon,
      name: title,
      language,
    }));
    return html`
      <h1 tabindex="-1" lang=${name.language}>${name.text}</h1>
      <topic-tiles
        .language=${this.language}
        .api=${this.api}
        .tiles=${tiles}
        .signed=${this.signingAvailable}
      ></topic-tiles>
    `;
  }
}
