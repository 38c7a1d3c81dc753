import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { NewTake } from '../api/teaching-api';
import type { Key } from '../locales/translate';
import { CameraError, type CameraProblem } from '../signing/camera';
import type { Landmarks } from '../signing/landmarks';
import { TakeRecorder, type RecorderState } from '../signing/take-recorder';
import { shared } from '../styles/shared';
import './signing-picture';
import { teachStyle } from './teach-style';
import { TownElement } from './town-element';
import './town-icon';

const STATES: Readonly<Record<RecorderState, Key>> = {
  asking: 'signing.allow',
  loading: 'signing.loading-text',
  ready: 'teach.ready',
  recording: 'teach.recording',
  finding: 'teach.finding',
  stopped: 'signing.stopped',
};
const CAMERA: Readonly<Record<CameraProblem, Key>> = {
  denied: 'camera.denied',
  missing: 'camera.missing',
  busy: 'camera.busy',
  insecure: 'camera.insecure',
};
const COUNTED = 3;
const SECOND = 1000;

/** The webcam with a button that records one take. Fires `take` with its landmarks. */
@customElement('record-take')
export class RecordTake extends TownElement {
  static override styles = [
    shared,
    teachStyle,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      .count {
        font-size: var(--h1);
        font-weight: 700;
        min-height: 1.3em;
      }
      progress {
        width: min(24rem, 100%);
      }
    `,
  ];

  /** Whether something else has to be done first. */
  @property({ type: Boolean }) blocked = false;
  @state() private recorderState: RecorderState = 'stopped';
  @state() private progress = 0;
  @state() private counted = 0;
  @state() private problem: Key | undefined;
  private recorder: TakeRecorder | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.close();
  }

  override render() {
    const { recorderState: now } = this;
    const isOn = now !== 'stopped' && now !== 'asking' && now !== 'loading';
    const isShown = now === 'loading' || now === 'recording' || now === 'finding';
    return html`
      ${
        this.problem
          ? html`<p class="note trouble" role="alert" data-testid="record-problem">
              ${this.t(this.problem)}
            </p>`
          : ''
      }
      ${
        isOn
          ? html`<signing-picture
              .video=${this.recorder?.video}
              .landmarks=${this.landmarks}
              .rate=${30}
              .label=${this.t('signing.picture')}
            ></signing-picture>`
          : ''
      }
      <p role="status" data-testid="record-status" data-state=${now}>
        ${this.counted ? html`<span class="count">${this.counted}</span>` : this.t(STATES[now])}
      </p>
      ${
        isShown
          ? html`<progress max="1" value=${this.progress} aria-label=${this.t(STATES[now])}></progress>`
          : ''
      }
      <div class="buttons">${this.buttons(now)}</div>
    `;
  }

  private buttons(now: RecorderState) {
    if (now === 'stopped') {
      return html`<button class="button primary" data-testid="record-camera" @click=${() => void this.open()}>
        <town-icon name="camera"></town-icon>${this.t('signing.start')}
      </button>`;
    }
    if (now === 'recording') {
      return html`<button
        class="button primary"
        data-testid="record-enough"
        @click=${() => this.recorder?.enough()}
      >
        <town-icon name="stop"></town-icon>${this.t('teach.enough')}
      </button>`;
    }
    return html`
      <button
        class="button primary"
        data-testid="record-start"
        ?disabled=${now !== 'ready' || this.counted > 0 || this.blocked}
        @click=${() => void this.record()}
      >
        <town-icon name="record"></town-icon>${this.t('teach.record')}
      </button>
      <button class="button" @click=${this.close}>
        <town-icon name="camera-off"></town-icon>${this.t('signing.stop')}
      </button>
    `;
  }

  private readonly landmarks = (): Landmarks | undefined => this.recorder?.landmarks;

  private async open(): Promise<void> {
    this.close();
    this.problem = undefined;
    const recorder = new TakeRecorder({
      state: (next) => {
        if (this.recorder === recorder) this.recorderState = next;
      },
      progress: (fraction) => (this.progress = fraction),
    });
    this.recorder = recorder;
    try {
      await recorder.open();
    } catch (error) {
      if (this.recorder !== recorder) return;
      this.problem = error instanceof CameraError ? CAMERA[error.problem] : 'teach.no-models';
      this.close();
    }
  }

  private async record(): Promise<void> {
    const { recorder } = this;
    if (!recorder) return;
    this.problem = undefined;
    for (this.counted = COUNTED; this.counted > 0; this.counted -= 1) {
      await new Promise((done) => setTimeout(done, SECOND));
      if (this.recorder !== recorder) {
        this.counted = 0;
        return;
      }
    }
    try {
      const take: NewTake | undefined = await recorder.record();
      if (take && this.recorder === recorder) this.send('take', take);
    } catch {
      if (this.recorder !== recorder) return;
      this.problem = 'teach.no-models';
      this.close();
    }
  }

  private readonly close = (): void => {
    this.recorder?.close();
    this.recorder = undefined;
    this.recorderState = 'stopped';
    this.counted = 0;
  };

  private readonly onVisibility = (): void => {
    if (document.hidden) this.close();
  };
}
