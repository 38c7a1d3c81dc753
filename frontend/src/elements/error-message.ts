import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Failure } from '../api/failure';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

/** What went wrong, in a sentence, with a way to try again. Fires `retry`. */
@customElement('error-message')
export class ErrorMessage extends TownElement {
  static override styles = [
    shared,
    css`
      .box {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-4);
        border: 2px solid var(--red);
        border-inline-start-width: 0.5rem;
        border-radius: var(--radius);
        background: var(--red-wash);
      }
      h1 {
        margin-block-end: var(--space-4);
        font-size: var(--h1);
      }
      p {
        flex: 1 1 14rem;
      }
      town-icon {
        color: var(--red);
      }
    `,
  ];

  @property({ attribute: false }) failure: Failure | undefined;
  @property({ type: Boolean, attribute: 'no-retry' }) noRetry = false;

  /** Whether it stands for a whole screen, which needs a heading. */
  @property({ type: Boolean }) heading = false;

  override render() {
    if (!this.failure) return nothing;
    const { problem } = this.failure;
    return html`
      ${this.heading ? html`<h1 tabindex="-1">${this.t('error.title')}</h1>` : nothing}
      <div class="box" role="alert" data-testid="error-message">
        <town-icon name="alert"></town-icon>
        <p>${problem?.detail || this.t(problem ? 'error.unknown' : 'error.offline')}</p>
        ${
          this.noRetry
            ? nothing
            : html`<button class="button" @click=${() => this.send('retry')}>
                <town-icon name="retry"></town-icon>${this.t('error.retry')}
              </button>`
        }
      </div>
    `;
  }
}
