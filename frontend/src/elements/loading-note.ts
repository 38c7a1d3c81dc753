import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

/** Says that something is on its way. */
@customElement('loading-note')
export class LoadingNote extends TownElement {
  static override styles = [
    shared,
    css`
      p {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 40vh;
        justify-content: center;
        color: var(--ink-soft);
        font-size: var(--lead);
      }
      span {
        width: 1.75rem;
        height: 1.75rem;
        border: 0.3rem solid var(--line);
        border-block-start-color: var(--turquoise-ink);
        border-radius: 50%;
        animation: turn 1s linear infinite;
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
    `,
  ];

  /** Whether it stands for a whole screen, which needs a heading. */
  @property({ type: Boolean }) heading = false;

  override render() {
    return html`${this.heading ? html`<h1 class="visually-hidden">${this.t('page.loading')}</h1>` : nothing}
      <p role="status"><span></span>${this.t('page.loading')}</p>`;
  }
}
