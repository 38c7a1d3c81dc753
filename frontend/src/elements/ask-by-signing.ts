import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Failure } from '../api/failure';
import type { TownApi } from '../api/town-api';
import type { Problem, Topics } from '../api/types';
import type { Key } from '../locales/translate';
import type { CalibratedLetter } from '../signing/calibration';
import { CameraError, type CameraProblem } from '../signing/camera';
import type { Landmarks } from '../signing/landmarks';
import { phrasesOf } from '../signing/phrases';
import type { HintCode, LandmarkMode } from '../signing/recognition-socket';
import { SigningSession, type SigningState } from '../signing/signing-session';
import {
  addFinal,
  NOTHING_SPELLED,
  pickCurrent,
  spelledWords,
  type Reading,
  type Spelled,
} from '../signing/spelled';
import type { TranscriptPart } from '../signing/suggestions';
import { shared } from '../styles/shared';
import { askBySigningStyle } from './ask-by-signing-style';
import './error-message';
import './hand-calibration';
import './live-readings';
import './signing-details';
import './signing-hint';
import './signing-picture';
import './spelled-word';
import { TownElement } from './town-element';
import './town-icon';
import './word-suggestions';

const DECLINED_MILLISECONDS = 2500;
const STATES: Readonly<Record<SigningState, Key>> = {
  asking: 'signing.asking',
  loading: 'signing.loading',
  running: 'signing.running',
  reconnecting: 'signing.connecting',
  stopped: 'signing.stopped',
};
const CAMERA: Readonly<Record<CameraProblem, Key>> = {
  denied: 'camera.denied',
  missing: 'camera.missing',
  busy: 'camera.busy',
  insecure: 'camera.insecure',
};

/** Asking in sign language: camera, live readings, the growing word. Fires `ask` with the glosses. */
@customElement('ask-by-signing')
export class AskBySigning extends TownElement {
  static override styles = [shared, askBySigningStyle];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) topics: Topics | undefined;
  /** Where landmarks are found at first. */
  @property({ attribute: 'landmark-mode' }) landmarkMode: LandmarkMode = 'browser';
  /** Whether to open the camera at once: right after the resident has pressed "Ask in PJM". */
  @property({ type: Boolean }) eager = false;
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) failure: Failure | undefined;
  /** Whether the recogniser can be reached. */
  @property({ type: Boolean, attribute: 'recognition-available' }) recognitionAvailable = true;

  @state() private signingState: SigningState = 'stopped';
  @state() private mode: LandmarkMode = 'browser';
  @state() private reason = '';
  @state() private cameraProblem: CameraProblem | undefined;
  @state() private refusal: Problem | undefined;
  /** Why the recogniser cannot take this camera just now. */
  @state() private delay: Problem | undefined;
  @state() private progress = 0;
  @state() private rate = 0;
  @state() private hint: HintCode = 'none';
  @state() private readings: readonly Reading[] = [];
  @state() private isDeclined = false;
  @state() private spelled: Spelled = NOTHING_SPELLED;
  @state() private parts: readonly TranscriptPart[] = [];
  /** Lives as long as this screen. */
  @state() private calibration: readonly CalibratedLetter[] = [];
  private stretch = '';
  private declinedTimer = 0;
  private session: SigningSession | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.onVisibility);
    window.clearTimeout(this.declinedTimer);
    this.stop();
  }

  override firstUpdated(): void {
    this.mode = this.landmarkMode;
    if (this.eager) void this.start();
  }

  override render() {
    return html`
      <h1 tabindex="-1">${this.t('signing.title')}</h1>
      <p class="promise">
        <town-icon name="lock"></town-icon>
        <span>${this.t(this.mode === 'browser' ? 'signing.privacy-browser' : 'signing.privacy-server')}</span>
      </p>
      <div class="columns">
        <div class="seeing">${this.picture()}</div>
        <div class="spelling">
          <live-readings
            .language=${this.language}
            .readings=${this.readings}
            .declined=${this.isDeclined}
            @pick=${(event: CustomEvent<string>) => this.pick(event.detail)}
          ></live-readings>
          <spelled-word
            .language=${this.language}
            .spelled=${this.spelled}
            @spelled-change=${(event: CustomEvent<Spelled>) => (this.spelled = event.detail)}
          ></spelled-word>
          <word-suggestions
            .language=${this.language}
            .spelled=${this.spelled}
            .parts=${this.parts}
            @spelled-change=${(event: CustomEvent<Spelled>) => (this.spelled = event.detail)}
          ></word-suggestions>
          <button
            class="button primary ask"
            data-testid="signing-ask"
            ?disabled=${!spelledWords(this.spelled).length || this.busy}
            @click=${this.ask}
          >
            ${this.busy ? this.t('ask.busy') : this.t('ask.button')}
          </button>
          <error-message
            .language=${this.language}
            .failure=${this.failure}
            @retry=${(event: Event) => {
              event.stopPropagation();
              this.ask();
            }}
          ></error-message>
        </div>
      </div>
    `;
  }

  private picture() {
    const isOn = this.signingState === 'running' || this.signingState === 'reconnecting';
    return html`
      ${this.signingState === 'stopped' ? this.startPanel() : nothing}
      ${this.signingState === 'asking' || this.signingState === 'loading' ? this.waiting() : nothing}
      ${
        isOn
          ? html`<signing-picture
              .video=${this.session?.video}
              .landmarks=${this.landmarks}
              .rate=${this.rate}
              .label=${this.t('signing.picture')}
            ></signing-picture>`
          : nothing
      }
      <p class="state soft">
        <span role="status" data-testid="signing-status" data-state=${this.signingState}
          >${this.t(STATES[this.signingState])}</span
        >
        <span data-testid="signing-mode" data-mode=${this.mode}
          >${this.t(this.mode === 'browser' ? 'signing.mode-browser' : 'signing.mode-server')}</span
        >
        ${
          isOn
            ? html`<span data-testid="signing-fps"
                >${this.t('signing.rate', { rate: this.rate.toFixed(0) })}</span
              >`
            : nothing
        }
      </p>
      ${
        isOn
          ? html`<signing-hint .language=${this.language} .code=${this.hint}></signing-hint>
              <hand-calibration
                .language=${this.language}
                .landmarks=${this.landmarks}
                .video=${this.session?.video}
                .letters=${this.calibration}
                @calibrated=${(event: CustomEvent<CalibratedLetter[]>) => this.calibrate(event.detail)}
              ></hand-calibration>
              <signing-details
                .language=${this.language}
                .mode=${this.mode}
                .reason=${this.reason}
                .rate=${this.rate}
              ></signing-details>`
          : nothing
      }
      ${this.signingState === 'reconnecting' ? this.trouble() : nothing}
      ${
        this.signingState === 'stopped'
          ? nothing
          : html`<button class="button" data-testid="signing-stop" @click=${this.stop}>
              <town-icon name="camera-off"></town-icon>${this.t('signing.stop')}
            </button>`
      }
    `;
  }

  /** Why there is no connection, where that is known. */
  private trouble() {
    const why = this.recognitionAvailable ? this.delay?.detail : this.t('signing.no-recognition');
    return why ? html`<p class="trouble" role="alert" data-testid="signing-trouble">${why}</p>` : nothing;
  }

  private startPanel() {
    return html`
      <div class="panel">
        ${
          this.cameraProblem
            ? html`<p
                class="trouble"
                role="alert"
                data-testid="camera-problem"
                data-problem=${this.cameraProblem}
              >
                ${this.t(CAMERA[this.cameraProblem])}
              </p>`
            : nothing
        }
        ${
          this.refusal
            ? html`<error-message
                .language=${this.language}
                .failure=${new Failure(this.refusal)}
                no-retry
              ></error-message>`
            : nothing
        }
        <town-icon name="camera"></town-icon>
        <p>${this.t('signing.how')}</p>
        <button class="button primary" data-testid="signing-start" @click=${() => void this.start()}>
          <town-icon name="camera"></town-icon
          >${this.t(this.cameraProblem ? 'signing.try-again' : 'signing.start')}
        </button>
      </div>
    `;
  }

  private waiting() {
    const percent = Math.round(this.progress * 100);
    return html`
      <div class="panel">
        <town-icon name=${this.signingState === 'asking' ? 'camera' : 'hands'}></town-icon>
        <p>${this.t(this.signingState === 'asking' ? 'signing.allow' : 'signing.loading-text')}</p>
        ${
          this.signingState === 'loading'
            ? html`<progress max="100" value=${percent} aria-label=${this.t('signing.loading')}></progress>`
            : nothing
        }
      </div>
    `;
  }

  private readonly landmarks = (): Landmarks | undefined => this.session?.landmarks;

  private async start(): Promise<void> {
    this.stop();
    Object.assign(this, {
      cameraProblem: undefined,
      refusal: undefined,
      delay: undefined,
      progress: 0,
      hint: 'none',
    });
    const address = this.api.recognitionSocket(this.language);
    const session: SigningSession = new SigningSession(address, phrasesOf(this.topics), {
      state: (signingState) => {
        if (this.session !== session) return;
        this.signingState = signingState;
        if (signingState === 'running') this.delay = undefined;
      },
      mode: (mode, reason) => Object.assign(this, { mode, reason }),
      progress: (progress) => (this.progress = progress),
      rate: (rate) => (this.rate = rate),
      hint: (hint) => (this.hint = hint),
      transcript: (parts) => (this.parts = parts),
      result: (stretch, isFinal, readings) => this.read(stretch, isFinal, readings),
      lost: (problem) => (this.delay = problem),
      refused: (problem) => (this.refusal = problem),
    });
    this.session = session;
    session.calibrate(this.calibration);
    try {
      await session.start(this.landmarkMode);
    } catch (error) {
      session.stop();
      this.cameraProblem = error instanceof CameraError ? error.problem : 'busy';
    }
  }

  private calibrate(letters: readonly CalibratedLetter[]): void {
    this.calibration = letters;
    this.session?.calibrate(letters);
  }

  private stop(): void {
    this.session?.stop();
    this.session = undefined;
    this.signingState = 'stopped';
    this.readings = [];
  }

  private readonly onVisibility = (): void => {
    if (document.hidden) this.stop();
  };

  private read(stretch: string, isFinal: boolean, readings: Reading[]): void {
    this.stretch = stretch;
    this.readings = readings;
    window.clearTimeout(this.declinedTimer);
    this.isDeclined = isFinal && !readings.length;
    if (this.isDeclined) {
      this.declinedTimer = window.setTimeout(() => (this.isDeclined = false), DECLINED_MILLISECONDS);
    }
    if (isFinal) this.spelled = addFinal(this.spelled, stretch, readings);
  }

  private pick(letter: string): void {
    this.spelled = pickCurrent(this.spelled, this.stretch, letter, this.readings);
  }

  private ask(): void {
    const glosses = spelledWords(this.spelled);
    if (glosses.length && !this.busy) this.send('ask', { glosses });
  }
}
