import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Place } from '../api/types';
import type { Key } from '../locales/translate';
import { phoneAddress } from '../page/contact';
import type { Turn } from '../page/conversation';
import { HAND_OVER_FORMS, handOverText, type HandOverForm } from '../page/hand-over';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const FORM_NAMES: Readonly<Record<HandOverForm, Key>> = {
  question: 'hand-over.question',
  conversation: 'hand-over.conversation',
  nothing: 'hand-over.nothing',
};
const SHOWN_MILLISECONDS = 6000;

/**
 * Lets a resident take the conversation along to a person: the exact text stands there to be changed, and whether it goes
 * anywhere, and how, is the resident's doing.
 */
@customElement('hand-over')
export class HandOver extends TownElement {
  static override styles = [
    shared,
    css`
      .card {
        display: grid;
        gap: var(--space-4);
        padding: var(--space-5);
        border: 2px solid var(--line);
        border-radius: var(--radius);
      }
      h3 {
        font-size: var(--h3);
      }
      p {
        max-width: var(--measure);
      }
      .name {
        margin-block-end: var(--space-2);
        font-weight: 650;
      }
      [aria-pressed='true'] {
        border-color: var(--blue);
        background: var(--blue);
        color: var(--paper);
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 12rem;
        margin-block-start: var(--space-2);
        padding: var(--space-3);
        border: 2px solid var(--ink);
        border-radius: var(--radius);
        background: var(--paper);
        font: inherit;
        resize: vertical;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      @media (max-width: 30rem) {
        .card {
          padding: var(--space-4);
        }
      }
    `,
  ];

  @property({ attribute: false }) turns: readonly Turn[] = [];
  @property({ attribute: false }) office!: Place;
  @state() private form: HandOverForm = 'question';
  @state() private text = '';
  @state() private told: Key | '' = '';
  @query('textarea') private field: HTMLTextAreaElement | null | undefined;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('turns') || changed.has('language') || changed.has('form')) this.text = this.written();
  }

  override render() {
    if (!this.turns.length) return nothing;
    return html`<section class="card" data-testid="hand-over-text" aria-labelledby="along">
      <h3 id="along">${this.t('hand-over.title')}</h3>
      <p>${this.t('hand-over.text')}</p>
      <div role="group" aria-labelledby="form">
        <p id="form" class="name">${this.t('hand-over.form')}</p>
        <div class="ways">
          ${HAND_OVER_FORMS.map(
            (form) =>
              html`<button
                class="button"
                data-form=${form}
                aria-pressed=${form === this.form ? 'true' : 'false'}
                @click=${() => (this.form = form)}
              >
                ${this.t(FORM_NAMES[form])}
              </button>`,
          )}
        </div>
      </div>
      ${this.form === 'nothing' ? nothing : this.preview()}
    </section>`;
  }

  private preview() {
    const subject = encodeURIComponent(this.t('hand-over.subject'));
    const body = encodeURIComponent(this.text);
    return html`
      <div>
        <label class="name" for="preview">${this.t('hand-over.preview')}</label>
        <textarea
          id="preview"
          data-testid="hand-over-preview"
          .value=${this.text}
          @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </div>
      <div class="ways">
        <button class="button primary" data-testid="hand-over-copy" @click=${this.copy}>
          <town-icon name="link"></town-icon>${this.t('hand-over.copy')}
        </button>
        ${
          this.office.email
            ? html`<a
                class="button"
                data-testid="hand-over-email"
                href=${`mailto:${this.office.email}?subject=${subject}&body=${body}`}
                ><town-icon name="letter"></town-icon>${this.t('hand-over.email')}</a
              >`
            : nothing
        }
        ${
          this.office.text_message_number
            ? html`<a
                class="button"
                data-testid="hand-over-sms"
                href=${`${phoneAddress(this.office.text_message_number, 'sms')}?body=${body}`}
                ><town-icon name="message"></town-icon>${this.t('hand-over.sms')}</a
              >`
            : nothing
        }
      </div>
      <p role="status">${this.told ? this.t(this.told) : ''}</p>
    `;
  }

  private written(): string {
    return handOverText(this.turns, this.form, {
      greeting: this.t('hand-over.greeting'),
      asked: this.t('hand-over.asked'),
      chosen: this.t('hand-over.chosen'),
      answered: this.t('hand-over.answered'),
      askedBack: this.t('hand-over.asked-back'),
      unanswered: this.t('hand-over.unanswered'),
      closing: this.t('hand-over.closing'),
    });
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
      this.told = 'hand-over.copied';
    } catch {
      this.told = 'hand-over.not-copied';
      this.field?.select();
    }
    setTimeout(() => (this.told = ''), SHOWN_MILLISECONDS);
  }
}
