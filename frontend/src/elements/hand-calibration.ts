import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import letterM from '../pictures/letter-m.webp';
import letterN from '../pictures/letter-n.webp';
import letterO from '../pictures/letter-o.webp';
import letterS from '../pictures/letter-s.webp';
import letterT from '../pictures/letter-t.webp';
import letterU from '../pictures/letter-u.webp';
import type { Key } from '../locales/translate';
import {
  CALIBRATED,
  calibratedLetter,
  type CalibratedLetter,
  type CalibrationLetter,
  type CalibrationProblem,
} from '../signing/calibration';
import type { Landmarks } from '../signing/landmarks';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const PICTURES: Readonly<Record<CalibrationLetter, string>> = {
  o: letterO,
  t: letterT,
  u: letterU,
  s: letterS,
  n: letterN,
  m: letterM,
};
const PROBLEMS: Readonly<Record<CalibrationProblem, Key>> = {
  'no-hand': 'adjust.no-hand',
  moving: 'adjust.moving',
};
/** Time to put the hand up, and time to show; on a slow device until there are enough pictures. */
const GET_READY = 1200;
const SHOW = 1500;
const SHOW_AT_MOST = 4000;
const WANTED_PICTURES = 8;

/** A few letters shown by the resident, so that theirs are read better while this screen is open. Fires `calibrated` with all of them. */
@customElement('hand-calibration')
export class HandCalibration extends TownElement {
  static override styles = [
    shared,
    css`
      details {
        border: 2px solid var(--line-strong);
        border-radius: var(--radius);
      }
      summary {
        min-height: var(--target);
        padding: var(--space-2) var(--space-4);
        font-weight: 650;
        cursor: pointer;
        line-height: calc(var(--target) - 2 * var(--space-2));
      }
      .inside {
        display: grid;
        gap: var(--space-3);
        padding: 0 var(--space-4) var(--space-4);
      }
      .letter {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3) var(--space-4);
      }
      img {
        width: 8rem;
        height: 8rem;
        border-radius: var(--radius);
        background: var(--wash);
      }
      .letter strong {
        font-size: var(--h2);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .problem {
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius);
        background: var(--sun-wash);
        color: var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) landmarks: () => Landmarks | undefined = () => undefined;
  @property({ attribute: false }) video: HTMLVideoElement | undefined;
  @property({ attribute: false }) letters: readonly CalibratedLetter[] = [];
  @state() private step: 'idle' | 'ready' | 'showing' = 'idle';
  @state() private problem: CalibrationProblem | undefined;
  @state() private skipped: readonly CalibrationLetter[] = [];
  private isGone = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.isGone = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.isGone = false;
  }

  override render() {
    const done = this.letters.length;
    return html`
      <details data-testid="hand-calibration">
        <summary>${this.t('adjust.title')}</summary>
        <div class="inside">
          <p>${this.t('adjust.why')}</p>
          ${this.current ? this.task(this.current) : nothing}
          ${
            this.problem
              ? html`<p class="problem" role="alert" data-testid="adjust-problem">
                  ${this.t(PROBLEMS[this.problem])}
                </p>`
              : nothing
          }
          <p role="status" data-testid="adjust-status" data-count=${done}>${this.told(done)}</p>
          ${
            done
              ? html`<button class="button" data-testid="adjust-forget" @click=${this.forget}>
                  <town-icon name="close"></town-icon>${this.t('adjust.forget')}
                </button>`
              : nothing
          }
        </div>
      </details>
    `;
  }

  private task(letter: CalibrationLetter) {
    const name = letter.toUpperCase();
    return html`
      <div class="letter">
        <img
          src=${PICTURES[letter]}
          alt=${this.t('adjust.picture', { letter: name })}
          width="128"
          height="128"
        />
        <strong lang="pl">${name}</strong>
      </div>
      <div class="buttons">
        <button
          class="button primary"
          data-testid="adjust-show"
          ?disabled=${this.step !== 'idle'}
          @click=${() => void this.show(letter)}
        >
          <town-icon name="hand"></town-icon>${this.t('adjust.show', { letter: name })}
        </button>
        <button
          class="button"
          data-testid="adjust-skip"
          ?disabled=${this.step !== 'idle'}
          @click=${() => (this.skipped = [...this.skipped, letter])}
        >
          ${this.t('adjust.skip')}
        </button>
      </div>
    `;
  }

  private told(done: number): string {
    if (this.step === 'ready') return this.t('adjust.get-ready');
    if (this.step === 'showing') return this.t('adjust.hold');
    return done ? this.t('adjust.done', { letters: this.names() }) : this.t('adjust.none');
  }

  private names(): string {
    return this.letters.map(({ sign_id }) => sign_id.split('/').at(-1)?.toUpperCase()).join(', ');
  }

  private get current(): CalibrationLetter | undefined {
    const done = new Set(this.letters.map(({ sign_id }) => sign_id));
    return CALIBRATED.find((letter) => !done.has(`pjm/letter/${letter}`) && !this.skipped.includes(letter));
  }

  private async show(letter: CalibrationLetter): Promise<void> {
    this.problem = undefined;
    this.step = 'ready';
    await pause(GET_READY);
    this.step = 'showing';
    const seen = await this.watch();
    this.step = 'idle';
    if (this.isGone) return;
    const { videoWidth = 4, videoHeight = 3 } = this.video ?? {};
    const found = calibratedLetter(letter, seen, videoWidth / Math.max(videoHeight, 1));
    if (typeof found === 'string') this.problem = found;
    else this.send('calibrated', [...this.letters, found]);
  }

  /** Collect what is found for a while; the same finding counts once. */
  private async watch(): Promise<Landmarks[]> {
    const seen: Landmarks[] = [];
    const began = performance.now();
    const elapsed = (): number => performance.now() - began;
    while (
      !this.isGone &&
      (elapsed() < SHOW || (seen.length < WANTED_PICTURES && elapsed() < SHOW_AT_MOST))
    ) {
      await new Promise((done) => requestAnimationFrame(done));
      const found = this.landmarks();
      if (found && found !== seen.at(-1)) seen.push(found);
    }
    return seen;
  }

  private forget(): void {
    this.skipped = [];
    this.problem = undefined;
    this.send('calibrated', []);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
