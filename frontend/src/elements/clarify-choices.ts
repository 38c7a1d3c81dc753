import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Choice } from '../api/types';
import { shared } from '../styles/shared';
import './choice-list';
import { TownElement } from './town-element';

/** Asks back: the question fits several answers. */
@customElement('clarify-choices')
export class ClarifyChoices extends TownElement {
  static override styles = [
    shared,
    css`
      h1 {
        font-size: var(--h1);
      }
      p {
        max-width: var(--measure);
        margin-block: var(--space-3) var(--space-5);
        font-size: var(--lead);
      }
    `,
  ];

  @property({ attribute: false }) choices: readonly Choice[] = [];

  override render() {
    return html`
      <h1 tabindex="-1">${this.t('clarify.title')}</h1>
      <p>${this.t('clarify.text')}</p>
      <choice-list .language=${this.language} .choices=${this.choices} hook="clarify-choice"></choice-list>
    `;
  }
}
