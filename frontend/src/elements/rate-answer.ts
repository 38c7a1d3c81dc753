import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { features, rate, type Features } from '../api/feedback-api';
import { Failure } from '../api/failure';
import { shared } from '../styles/shared';
import './error-message';
import { TownElement } from './town-element';
import './town-icon';

/** Asks whether an answer helped, and says what is kept of it. Shows nothing where the town collects no ratings. */
@customElement('rate-answer')
export class RateAnswer extends TownElement {
  static override styles = [
    shared,
    css`
      section {
        margin-block-start: var(--space-6);
        padding: var(--space-4);
        border: 2px solid var(--line-strong);
        border-radius: var(--radius);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3);
        margin-block: var(--space-3);
      }
      .thanks {
        display: block;
        margin-block-start: var(--space-3);
      }
      .button {
        min-width: 7rem;
      }
      /* What was chosen stays to be seen, though it cannot be pressed again. */
      .button[aria-pressed='true'] {
        border-color: var(--blue);
        background: var(--blue);
        color: var(--paper);
      }
      h2 {
        font-size: var(--h3);
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: 'answer-id' }) answerId = '';
  /** What was asked; empty when the answer was chosen. */
  @property() question = '';

  @state() private features: Features | undefined;
  @state() private given: boolean | undefined;
  @state() private failure: Failure | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void features().then((found) => (this.features = found));
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('answerId')) this.given = this.failure = undefined;
  }

  override render() {
    const learning = this.features?.learning;
    if (!learning || learning.mode === 'off') return nothing;
    return html`
      <section aria-labelledby="rate">
        <h2 id="rate">${this.t('rate.title')}</h2>
        <div class="row">${this.button(true)} ${this.button(false)}</div>
        <p class="soft">
          ${
            learning.mode === 'questions' && this.question
              ? this.t('rate.question-kept', { days: String(learning.question_days) })
              : this.t('rate.only-counted')
          }
        </p>
        <p role="status" data-testid="rate-thanks">
          ${
            this.given === undefined
              ? nothing
              : html`<span class="thanks">${this.t(this.given ? 'rate.thanks' : 'rate.sorry')}</span>`
          }
        </p>
        <error-message
          .language=${this.language}
          .failure=${this.failure}
          ?hidden=${!this.failure}
          no-retry
        ></error-message>
      </section>
    `;
  }

  private button(helpful: boolean) {
    return html`<button
      class="button"
      data-testid=${helpful ? 'rate-yes' : 'rate-no'}
      aria-pressed=${this.given === helpful ? 'true' : 'false'}
      aria-disabled=${this.given === undefined ? nothing : 'true'}
      @click=${() => void this.rate(helpful)}
    >
      <town-icon name=${helpful ? 'thumb-up' : 'thumb-down'}></town-icon
      >${this.t(helpful ? 'rate.yes' : 'rate.no')}
    </button>`;
  }

  private async rate(helpful: boolean): Promise<void> {
    // One thumb a visit and answer: a second one would count twice.
    if (this.given !== undefined) return;
    const { answerId, question, language } = this;
    const isQuestionKept = !helpful && this.features?.learning.mode === 'questions' && question;
    this.given = helpful;
    this.failure = undefined;
    try {
      await rate(answerId, { helpful, language, ...(isQuestionKept ? { question } : {}) });
    } catch (error) {
      this.given = undefined;
      this.failure = error instanceof Failure ? error : new Failure();
    }
  }
}
