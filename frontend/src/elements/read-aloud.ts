import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Failure } from '../api/failure';
import type { TownApi } from '../api/town-api';
import type { Key } from '../locales/translate';
import { Reading, type Heard, type ReadingState } from '../speech/reading';
import { shared } from '../styles/shared';
import './error-message';
import { TownElement } from './town-element';
import './town-icon';

const SPEEDS = [0.75, 1, 1.25, 1.5] as const;
const MAIN: Readonly<Record<ReadingState, { icon: string; label: Key }>> = {
  idle: { icon: 'sound', label: 'read.start' },
  loading: { icon: 'sound', label: 'read.loading' },
  playing: { icon: 'pause', label: 'read.pause' },
  paused: { icon: 'play', label: 'read.resume' },
  ended: { icon: 'sound', label: 'read.again' },
  error: { icon: 'sound', label: 'read.start' },
};
const SAID: Readonly<Record<ReadingState, Key | ''>> = {
  idle: '',
  loading: 'read.loading',
  playing: 'read.playing',
  paused: 'read.paused',
  ended: 'read.ended',
  error: '',
};

/** Reads an answer aloud. Fires `heard` with the text that is read and the word being heard. */
@customElement('read-aloud')
export class ReadAloud extends TownElement {
  static override styles = [
    shared,
    css`
      .controls {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: var(--target);
      }
      select {
        min-height: var(--target);
        padding-inline: var(--space-2);
        border: 2px solid var(--blue);
        border-radius: var(--radius);
        background: var(--paper);
      }
      error-message {
        margin-block-start: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: 'answer-id' }) answerId = '';

  @state() private readingState: ReadingState = 'idle';
  @state() private failure: Failure | undefined;
  private speed = 1;
  private reading: Reading | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.reading?.stop();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('answerId') || changed.has('language')) {
      this.reading?.stop();
      this.reading = undefined;
      this.readingState = 'idle';
      this.failure = undefined;
    }
  }

  override render() {
    const { icon, label } = MAIN[this.readingState];
    const isActive = ['loading', 'playing', 'paused'].includes(this.readingState);
    const said = SAID[this.readingState];
    return html`
      <div class="controls">
        <button class="button" data-testid="read-aloud" @click=${this.main}>
          <town-icon name=${icon}></town-icon>${this.t(label)}
        </button>
        ${
          isActive
            ? html`<button class="button" data-testid="read-aloud-stop" @click=${() => this.reading?.stop()}>
                  <town-icon name="stop"></town-icon>${this.t('read.stop')}
                </button>
                <label>
                  ${this.t('read.speed')}
                  <select data-testid="read-aloud-speed" @change=${this.changeSpeed}>
                    ${SPEEDS.map(
                      (speed) =>
                        html`<option value=${speed} ?selected=${speed === this.speed}>
                          ${speed.toLocaleString(this.language)}×
                        </option>`,
                    )}
                  </select>
                </label>`
            : nothing
        }
        <span
          class="visually-hidden"
          role="status"
          data-testid="read-aloud-state"
          data-state=${this.readingState}
          >${said ? this.t(said) : ''}</span
        >
      </div>
      ${
        this.failure
          ? html`<error-message
              .language=${this.language}
              .failure=${this.failure}
              @retry=${(event: Event) => {
                event.stopPropagation();
                this.start();
              }}
            ></error-message>`
          : nothing
      }
    `;
  }

  private main(): void {
    if (this.readingState === 'playing') void this.reading?.pause();
    else if (this.readingState === 'paused') void this.reading?.resume();
    else if (this.readingState === 'loading') this.reading?.stop();
    else this.start();
  }

  private start(): void {
    this.failure = undefined;
    this.reading?.stop();
    const reading: Reading = new Reading(
      this.api,
      this.answerId,
      this.language,
      {
        state: (state, failure) => {
          if (reading !== this.reading) return;
          this.readingState = state;
          this.failure = failure;
          if (failure) this.send('service-failed', failure);
        },
        heard: (heard) => this.send('heard', heard satisfies Heard),
      },
      this.speed,
    );
    this.reading = reading;
    void reading.start();
  }

  private changeSpeed(event: Event): void {
    this.speed = Number((event.target as HTMLSelectElement).value);
    this.reading?.setSpeed(this.speed);
  }
}
