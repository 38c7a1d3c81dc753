import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Failure } from '../api/failure';
import { shared } from '../styles/shared';
import './error-message';
import './kept-note';
import { TownElement } from './town-element';
import './town-icon';

const LONGEST = 500;

/** Takes a typed question. Fires `ask` with the text. */
@customElement('question-form')
export class QuestionForm extends TownElement {
  static override styles = [
    shared,
    css`
      label {
        display: block;
        margin-block-end: var(--space-2);
        font-size: var(--h3);
        font-weight: 700;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      input {
        flex: 1 1 14rem;
        min-width: 0;
        min-height: 3.25rem;
        padding: var(--space-2) var(--space-4);
        border: 2px solid var(--ink);
        border-radius: var(--radius);
        background: var(--paper);
        font-size: var(--body);
      }
      input::placeholder {
        color: var(--ink-soft);
        opacity: 1;
      }
      .button {
        min-height: 3.25rem;
        padding-inline: var(--space-5);
        font-size: var(--body);
      }
      .note {
        margin-block-start: var(--space-2);
        color: var(--red);
        font-weight: 650;
      }
      error-message,
      kept-note {
        margin-block-start: var(--space-3);
      }
      kept-note {
        font-size: var(--small);
      }
    `,
  ];

  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) failure: Failure | undefined;
  /** What was asked before; shown again so that it can be changed. */
  @property() text = '';
  /** The label in other words, where the form is not the first thing of the screen. */
  @property() label = '';

  /** The example in other words; empty for the usual one. */
  @property() example = '';

  @state() private isEmpty = false;
  @query('input') private input!: HTMLInputElement;

  override render() {
    return html`
      <form novalidate @submit=${this.submit}>
        <label for="question">${this.label || this.t('ask.label')}</label>
        <div class="row">
          <input
            id="question"
            data-testid="question-input"
            type="text"
            enterkeyhint="send"
            autocomplete="off"
            maxlength=${LONGEST}
            placeholder=${this.example || this.t('ask.example')}
            aria-describedby=${this.isEmpty ? 'note' : nothing}
            aria-invalid=${this.isEmpty ? 'true' : nothing}
            .value=${this.text}
            @input=${() => (this.isEmpty = false)}
          />
          <button
            class="button primary"
            data-testid="ask-button"
            aria-disabled=${this.busy ? 'true' : nothing}
          >
            ${this.busy ? this.t('ask.busy') : this.t('ask.button')}
          </button>
        </div>
        ${this.isEmpty ? html`<p id="note" class="note" role="alert">${this.t('ask.empty')}</p>` : nothing}
        <kept-note class="soft" .language=${this.language} kept-only></kept-note>
      </form>
      <error-message
        .language=${this.language}
        .failure=${this.failure}
        ?hidden=${!this.failure}
        @retry=${(event: Event) => {
          event.stopPropagation();
          this.ask();
        }}
      ></error-message>
    `;
  }

  /** What was asked is gone from the field once it is answered; only what the screen gives back stays. */
  override updated(changed: Map<string, unknown>): void {
    if (changed.get('busy') === true && !this.busy && !this.failure) this.input.value = this.text;
  }

  private submit(event: Event): void {
    event.preventDefault();
    this.ask();
  }

  private ask(): void {
    if (this.busy) return;
    const text = this.input.value.trim();
    this.isEmpty = !text;
    if (text) this.send('ask', { text });
    else this.input.focus();
  }
}
