import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Failure, isAborted } from '../api/failure';
import type { TownApi } from '../api/town-api';
import type { Clip, Playlist, Rendition } from '../api/types';
import { inOrder, thisDevice, type Quality } from '../playback/renditions';
import { signedRange, type Signed } from '../playback/signed-text';
import { unitOffsets } from '../speech/heard-text';
import { shared } from '../styles/shared';
import './error-message';
import { controlStyle, signPlayerStyle } from './sign-player-style';
import './sign-provenance';
import './sign-quality';
import './sign-transcript';
import { TownElement } from './town-element';
import './town-icon';

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5] as const;
/** The viewer's choice holds for the visit, not for one answer. */
let chosenQuality: Quality = 'auto';

/** An answer in sign language, with every control a learner or a viewer needs. Fires `swap-size` and `signed`. */
@customElement('sign-player')
export class SignPlayer extends TownElement {
  static override styles = [shared, controlStyle, signPlayerStyle];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: 'answer-id' }) answerId = '';
  /** What the video is about, where several stand on one screen. */
  @property() about = '';
  /** Whether the answer is shown with a large signer. */
  @property({ type: Boolean, reflect: true }) large = false;
  /** Whether to start by itself: right for somebody who has just asked by signing. */
  @property({ type: Boolean }) eager = false;

  /** Changes when a service came back: what failed is tried again. */
  @property({ type: Number }) revived = 0;

  @state() private playlist: Playlist | undefined;
  @state() private failure: Failure | undefined;
  @state() private progress: number | undefined;
  @state() private clipIndex = 0;
  @state() private isPlaying = false;
  @state() private seconds = 0;
  @state() private speed = 1;
  @state() private isLooping = false;
  @state() private isMirrored = false;
  @state() private hasCaptions = true;
  @state() private caption = '';
  @state() private quality: Quality = chosenQuality;
  /** The renditions of each clip in the order in which they are tried. */
  @state() private sources: Rendition[][] = [];
  private units = unitOffsets('');
  private signed: Signed = { text: '', range: undefined };
  @query('video') private video: HTMLVideoElement | null | undefined;
  @query('.stage') private stage!: HTMLElement;
  private cancel = new AbortController();
  private frame = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel.abort();
    cancelAnimationFrame(this.frame);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    const isNew = changed.has('answerId') || changed.has('language');
    if (isNew || (changed.has('revived') && this.failure)) void this.load();
    this.tellWhatIsSigned();
  }

  override updated(changed: Map<string, unknown>): void {
    if (!this.video) return;
    if (changed.has('sources') && !changed.has('playlist')) this.changeOver(this.video);
    else if (changed.has('clipIndex') || changed.has('playlist')) {
      this.listenToCaptions();
      this.video.load();
      if (this.isPlaying || (this.eager && changed.has('playlist'))) void this.play();
    }
    this.video.playbackRate = this.speed;
  }

  override render() {
    const clip = this.playlist?.clips[this.clipIndex];
    return html`
      <section aria-label=${[this.t('sign.title'), this.about].filter(Boolean).join(': ')}>
        ${
          clip && this.playlist
            ? this.player(clip, this.playlist)
            : html`<div class="stage empty">${this.failure ? nothing : this.waiting()}</div>`
        }
        <error-message
          .language=${this.language}
          .failure=${this.failure}
          @retry=${(event: Event) => {
            event.stopPropagation();
            void this.load();
          }}
        ></error-message>
      </section>
    `;
  }

  private waiting() {
    const percent = Math.round((this.progress ?? 0) * 100);
    return html`
      <div class="waiting" data-testid="sign-progress" role="status">
        <town-icon name="hands"></town-icon>
        <p>${this.t(this.progress === undefined ? 'sign.loading' : 'sign.rendering')}</p>
        ${
          this.progress === undefined
            ? nothing
            : html`<progress max="100" value=${percent} aria-label=${this.t('sign.rendering')}></progress>`
        }
      </div>
    `;
  }

  private player(clip: Clip, playlist: Playlist) {
    const current = clip.marks.findIndex((mark) => mark.start <= this.seconds && this.seconds < mark.end);
    return html`
      <div class="stage">
        <video
          data-testid="sign-video"
          class=${this.isMirrored ? 'mirrored' : ''}
          muted
          playsinline
          preload="metadata"
          poster=${clip.poster}
          aria-label=${this.t('sign.title')}
          .muted=${true}
          @click=${this.toggle}
          @play=${this.follow}
          @pause=${() => (this.isPlaying = false)}
          @ended=${this.next}
          @error=${() => (this.failure = new Failure())}
        >
          ${(this.sources[this.clipIndex] ?? clip.renditions).map((item) => html`<source src=${item.url} type=${item.media_type} />`)}
          ${
            clip.captions
              ? html`<track
                  kind="captions"
                  src=${clip.captions}
                  srclang=${this.language}
                  label=${this.language}
                />`
              : nothing
          }
        </video>
        ${
          this.hasCaptions && this.caption
            ? html`<p class="caption" lang=${this.language} data-testid="sign-caption">${this.caption}</p>`
            : nothing
        }
        ${this.controls(clip)}
      </div>
      <sign-provenance .language=${this.language} .playlist=${playlist}></sign-provenance>
      <sign-transcript
        .language=${this.language}
        .marks=${clip.marks}
        .current=${this.isPlaying || this.seconds > 0 ? current : -1}
        .text=${playlist.text}
        .range=${this.signed.range}
        .textLanguage=${this.language}
      ></sign-transcript>
    `;
  }

  private controls(clip: Clip) {
    return html`
      <div class="controls">
        <input
          class="seek"
          type="range"
          min="0"
          max=${clip.duration}
          step="0.1"
          aria-label=${this.t('sign.position')}
          aria-valuetext="${this.seconds.toFixed(0)} s / ${clip.duration.toFixed(0)} s"
          .value=${String(this.seconds)}
          @input=${this.seek}
        />
        <button class="button primary" data-testid="sign-play" @click=${this.toggle}>
          <town-icon name=${this.isPlaying ? 'pause' : 'play'}></town-icon>
          ${this.t(this.isPlaying ? 'sign.pause' : 'sign.play')}
        </button>
        <label>
          ${this.t('sign.speed')}
          <select data-testid="sign-speed" @change=${this.changeSpeed}>
            ${SPEEDS.map(
              (speed) =>
                html`<option value=${speed} ?selected=${speed === this.speed}>
                  ${speed.toLocaleString(this.language)}×
                </option>`,
            )}
          </select>
        </label>
        <sign-quality
          .language=${this.language}
          .renditions=${clip.renditions}
          .quality=${this.quality}
          @choose-quality=${(event: CustomEvent<Quality>) => void this.chooseQuality(event.detail)}
        ></sign-quality>
        ${this.switch('repeat', 'sign.loop', this.isLooping, () => (this.isLooping = !this.isLooping))}
        ${this.switch('mirror', 'sign.mirror', this.isMirrored, () => (this.isMirrored = !this.isMirrored))}
        ${this.switch(
          'captions',
          'sign.captions',
          this.hasCaptions,
          () => (this.hasCaptions = !this.hasCaptions),
          'sign-captions-toggle',
        )}
        ${this.switch('grid', 'sign.large', this.large, () => this.send('swap-size'), 'sign-swap-size')}
        <button class="button" data-testid="sign-full-screen" @click=${this.fullScreen}>
          <town-icon name="fullscreen"></town-icon>${this.t('sign.full-screen')}
        </button>
      </div>
    `;
  }

  private switch(
    icon: string,
    label: 'sign.loop' | 'sign.mirror' | 'sign.captions' | 'sign.large',
    isOn: boolean,
    change: () => void,
    hook: string = label.replace('.', '-'),
  ) {
    return html`<button
      class="button"
      data-testid=${hook}
      aria-pressed=${isOn ? 'true' : 'false'}
      @click=${change}
    >
      <town-icon name=${icon}></town-icon>${this.t(label)}
    </button>`;
  }

  private async load(): Promise<void> {
    this.cancel.abort();
    this.cancel = new AbortController();
    const { signal } = this.cancel;
    Object.assign(this, { playlist: undefined, failure: undefined, progress: undefined });
    Object.assign(this, { clipIndex: 0, seconds: 0, caption: '', isPlaying: false });
    if (!this.answerId) return;
    try {
      for await (const event of this.api.answerSigning(this.answerId, this.language, signal)) {
        if (event.kind === 'progress') this.progress = event.fraction;
        else await this.show(event.playlist, signal);
      }
      if (!this.playlist) throw new Failure();
    } catch (error) {
      if (isAborted(error) || signal.aborted) return;
      this.failure = error instanceof Failure ? error : new Failure();
      this.send('service-failed', this.failure);
    }
  }

  private async show(playlist: Playlist, signal: AbortSignal): Promise<void> {
    const sources = await this.ordered(playlist);
    signal.throwIfAborted();
    this.sources = sources;
    this.units = unitOffsets(playlist.text);
    this.playlist = playlist;
  }

  private ordered(playlist: Playlist): Promise<Rendition[][]> {
    const device = thisDevice(this.clientWidth);
    return Promise.all(playlist.clips.map((clip) => inOrder(clip.renditions, this.quality, device)));
  }

  private async chooseQuality(quality: Quality): Promise<void> {
    chosenQuality = this.quality = quality;
    if (this.playlist) this.sources = await this.ordered(this.playlist);
  }

  /** Go on with another rendition where the one before stood. */
  private changeOver(video: HTMLVideoElement): void {
    const { currentTime } = video;
    const { isPlaying } = this;
    cancelAnimationFrame(this.frame);
    video.addEventListener(
      'loadedmetadata',
      () => {
        video.currentTime = currentTime;
        if (isPlaying) void this.play();
      },
      { once: true },
    );
    video.load();
  }

  private tellWhatIsSigned(): void {
    const clip = this.playlist?.clips[this.clipIndex];
    const isShown = clip && (this.isPlaying || this.seconds > 0);
    const range = isShown ? signedRange(clip, this.units, this.seconds) : undefined;
    if (range?.start === this.signed.range?.start && range?.end === this.signed.range?.end) return;
    this.signed = { text: this.playlist?.text ?? '', range };
    this.send('signed', this.signed);
  }

  private toggle(): void {
    if (this.isPlaying) this.video?.pause();
    else void this.play();
  }

  private async play(): Promise<void> {
    // Refused where the browser wants a click first; the play button is there for that.
    await this.video?.play().catch(() => undefined);
  }

  private follow(): void {
    this.isPlaying = true;
    cancelAnimationFrame(this.frame);
    const step = (): void => {
      if (!this.isPlaying || !this.video) return;
      this.seconds = this.video.currentTime;
      this.frame = requestAnimationFrame(step);
    };
    step();
  }

  private next(): void {
    const last = (this.playlist?.clips.length ?? 1) - 1;
    if (this.clipIndex < last) {
      this.isPlaying = true;
      this.clipIndex += 1;
    } else if (this.isLooping) {
      this.isPlaying = true;
      if (this.clipIndex === 0) void this.play();
      this.clipIndex = 0;
    } else {
      this.isPlaying = false;
      this.clipIndex = 0;
    }
  }

  private seek(event: Event): void {
    this.seconds = Number((event.target as HTMLInputElement).value);
    if (this.video) this.video.currentTime = this.seconds;
  }

  private changeSpeed(event: Event): void {
    this.speed = Number((event.target as HTMLSelectElement).value);
  }

  private fullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.stage.requestFullscreen().catch(() => undefined);
  }

  /** Captions are drawn by the page, because the browser would mirror and enlarge its own with the video. */
  private listenToCaptions(): void {
    this.caption = '';
    const track = this.video?.textTracks[0];
    if (!track) return;
    track.mode = 'hidden';
    track.oncuechange = () => {
      this.caption = Array.from(track.activeCues ?? [], (cue) => (cue as VTTCue).text).join('\n');
    };
  }
}
