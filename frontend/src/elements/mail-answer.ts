import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { features, sendByMail } from '../api/feedback-api';
import { Failure } from '../api/failure';
import { shared } from '../styles/shared';
import './error-message';
import { TownElement } from './town-element';
import './town-icon';

/** Takes an e-mail address and has the answer sent there. Shows nothing where the town sends no e-mail. */
@customElement('mail-answer')
export class MailAnswer extends TownElement {
  static override styles = [
    shared,
    css`
      :host {
        display: inline-block;
      }
      :host([open]) {
        display: block;
        flex-basis: 100%;
      }
      form {
        display: grid;
        gap: var(--space-2);
        max-width: var(--measure);
        margin-block-start: var(--space-3);
        padding: var(--space-4);
        border: 2px solid var(--line-strong);
        border-radius: var(--radius);
      }
      label {
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
        min-height: var(--target);
        padding: var(--space-2) var(--space-3);
        border: 2px solid var(--ink);
        border-radius: var(--radius);
        background: var(--paper);
      }
      .sent {
        margin-block-start: var(--space-2);
      }
      .note {
        color: var(--red);
        font-weight: 650;
      }
    `,
  ];

  @property({ attribute: 'answer-id' }) answerId = '';
  @property({ type: Boolean, reflect: true }) open = false;

  @state() private isAvailable = false;
  @state() private step: 'typing' | 'sending' | 'sent' = 'typing';
  @state() private isWrong = false;
  @state() private failure: Failure | undefined;
  @query('input') private input!: HTMLInputElement;

  override connectedCallback(): void {
    super.connectedCallback();
    void features().then((found) => (this.isAvailable = found?.mail.available ?? false));
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('answerId')) {
      this.open = false;
      this.step = 'typing';
      this.failure = undefined;
    }
  }

  override render() {
    if (!this.isAvailable) return nothing;
    return html`
      <button
        class="button"
        data-testid="mail"
        aria-expanded=${this.open ? 'true' : 'false'}
        @click=${this.toggle}
      >
        <town-icon name="letter"></town-icon>${this.t('mail.button')}
      </button>
      ${this.open ? this.form() : nothing}
      <span class="visually-hidden" role="status">${this.step === 'sent' ? this.t('mail.sent') : ''}</span>
    `;
  }

  private form() {
    if (this.step === 'sent') return html`<p class="sent" data-testid="mail-sent">${this.t('mail.sent')}</p>`;
    const isSending = this.step === 'sending';
    return html`
      <form novalidate @submit=${this.submit}>
        <label for="address">${this.t('mail.label')}</label>
        <div class="row">
          <input
            id="address"
            data-testid="mail-address"
            type="email"
            autocomplete="email"
            enterkeyhint="send"
            maxlength="254"
            aria-describedby=${this.isWrong ? 'note promise' : 'promise'}
            aria-invalid=${this.isWrong ? 'true' : nothing}
            @input=${() => (this.isWrong = false)}
          />
          <button
            class="button primary"
            data-testid="mail-send"
            aria-disabled=${isSending ? 'true' : nothing}
          >
            ${this.t(isSending ? 'mail.sending' : 'mail.send')}
          </button>
        </div>
        ${this.isWrong ? html`<p id="note" class="note" role="alert">${this.t('mail.wrong')}</p>` : nothing}
        <p id="promise" class="soft">${this.t('mail.promise')}</p>
        <error-message
          .language=${this.language}
          .failure=${this.failure}
          ?hidden=${!this.failure}
          no-retry
        ></error-message>
      </form>
    `;
  }

  private async toggle(): Promise<void> {
    this.open = !this.open;
    if (this.step === 'sent') this.step = 'typing';
    await this.updateComplete;
    if (this.open) this.input.focus();
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.step === 'sending') return;
    const address = this.input.value.trim();
    this.isWrong = !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address);
    if (this.isWrong) {
      this.input.focus();
      return;
    }
    this.step = 'sending';
    this.failure = undefined;
    try {
      await sendByMail(this.answerId, address, this.language);
      this.step = 'sent';
    } catch (error) {
      this.step = 'typing';
      this.failure = error instanceof Failure ? error : new Failure();
    }
  }
}
