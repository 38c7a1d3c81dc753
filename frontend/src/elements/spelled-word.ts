import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  changeLetter,
  clearSpelled,
  insertLetter,
  removeLetter,
  shownLetter,
  SPACE,
  spelledText,
  type Spelled,
} from '../signing/spelled';
import { shared } from '../styles/shared';
import './letter-keys';
import { TownElement } from './town-element';
import './town-icon';

/** The growing word with every correction by tap. Fires `spelled-change` with the new word. */
@customElement('spelled-word')
export class SpelledWord extends TownElement {
  static override styles = [
    shared,
    css`
      h2 {
        font-size: var(--body);
        margin-block-end: var(--space-2);
      }
      .word {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
        align-items: center;
        min-height: 4.25rem;
        padding: var(--space-2);
        border: 2px solid var(--ink);
        border-radius: var(--radius);
        background: var(--paper);
      }
      .letter {
        min-width: var(--target);
        min-height: 3.25rem;
        padding: 0 var(--space-2);
        border: 2px solid transparent;
        border-radius: 0.3rem;
        background: var(--turquoise-wash);
        font-size: 1.75rem;
        font-weight: 780;
        line-height: 1;
        cursor: pointer;
      }
      .letter:hover {
        border-color: var(--blue);
      }
      .letter[aria-pressed='true'] {
        border-color: var(--blue);
        background: var(--sun);
      }
      .letter.space {
        background: none;
        color: var(--ink-soft);
      }
      .empty {
        padding-inline: var(--space-2);
        color: var(--ink-soft);
      }
      .tools,
      .changes {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-block-start: var(--space-2);
      }
      .panel {
        margin-block-start: var(--space-3);
        padding: var(--space-3);
        border-radius: var(--radius);
        background: var(--wash);
      }
      .panel p {
        font-weight: 650;
      }
      letter-keys {
        margin-block-start: var(--space-3);
      }
    `,
  ];

  @property({ attribute: false }) spelled!: Spelled;
  @state() private selected: number | undefined;
  @state() private showsKeys = false;

  override willUpdate(): void {
    if (this.selected !== undefined && this.selected >= this.spelled.letters.length)
      this.selected = undefined;
  }

  override render() {
    const { letters } = this.spelled;
    return html`
      <h2 id="word">${this.t('signing.word')}</h2>
      <div class="word" role="group" aria-labelledby="word" lang="pl">
        ${letters.map(
          (letter, index) =>
            html`<button
              class="letter ${letter.text === SPACE ? 'space' : ''}"
              data-testid="spelled-letter"
              aria-pressed=${this.selected === index ? 'true' : 'false'}
              aria-label=${letter.text === SPACE ? this.t('signing.space') : letter.text}
              @click=${() => (this.selected = this.selected === index ? undefined : index)}
            >
              ${letter.text === SPACE ? '␣' : letter.text}
            </button>`,
        )}
        ${letters.length ? nothing : html`<span class="empty" lang=${this.language}>${this.t('signing.empty')}</span>`}
      </div>
      <span class="visually-hidden" role="status" lang="pl" data-testid="spelled-word"
        >${spelledText(this.spelled)}</span
      >
      <div class="tools">
        <button
          class="button"
          data-testid="delete-letter"
          ?disabled=${!letters.length}
          @click=${() => this.change(removeLetter(this.spelled))}
        >
          <town-icon name="delete"></town-icon>${this.t('signing.delete')}
        </button>
        <button
          class="button"
          data-testid="add-space"
          ?disabled=${!letters.length}
          @click=${() => this.change(insertLetter(this.spelled, SPACE))}
        >
          <town-icon name="space"></town-icon>${this.t('signing.space')}
        </button>
        <button
          class="button"
          data-testid="clear-word"
          ?disabled=${!letters.length}
          @click=${() => this.change(clearSpelled(this.spelled))}
        >
          <town-icon name="close"></town-icon>${this.t('signing.clear')}
        </button>
        <button
          class="button"
          data-testid="show-alphabet"
          aria-expanded=${this.showsKeys ? 'true' : 'false'}
          @click=${() => (this.showsKeys = !this.showsKeys)}
        >
          <town-icon name="keyboard"></town-icon>${this.t('signing.alphabet')}
        </button>
      </div>
      ${this.selected === undefined ? nothing : this.changes(this.selected)}
      ${
        this.showsKeys
          ? html`<letter-keys
              .language=${this.language}
              @letter=${(event: CustomEvent<string>) => this.insert(event.detail)}
            ></letter-keys>`
          : nothing
      }
    `;
  }

  private changes(index: number) {
    const letter = this.spelled.letters[index];
    if (!letter) return nothing;
    const others = letter.readings
      .map((item) => shownLetter(item.text))
      .filter((text) => text !== letter.text);
    return html`
      <div class="panel" data-testid="letter-changes">
        <p>${this.t('signing.change', { letter: letter.text === SPACE ? '␣' : letter.text })}</p>
        <div class="changes">
          ${others.map(
            (text) =>
              html`<button
                class="button"
                lang="pl"
                data-testid="letter-alternative"
                @click=${() => this.change(changeLetter(this.spelled, index, text))}
              >
                ${text}
              </button>`,
          )}
          <button
            class="button"
            data-testid="remove-letter"
            @click=${() => {
              this.selected = undefined;
              this.change(removeLetter(this.spelled, index));
            }}
          >
            <town-icon name="delete"></town-icon>${this.t('signing.remove')}
          </button>
        </div>
        <p class="soft">${this.t('signing.insert-here')}</p>
        <letter-keys
          .language=${this.language}
          @letter=${(event: CustomEvent<string>) => {
            event.stopPropagation();
            this.change(changeLetter(this.spelled, index, event.detail));
          }}
        ></letter-keys>
      </div>
    `;
  }

  private insert(letter: string): void {
    this.change(insertLetter(this.spelled, letter));
  }

  private change(spelled: Spelled): void {
    this.send('spelled-change', spelled);
  }
}
