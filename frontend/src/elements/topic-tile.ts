import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import type { Clip } from '../api/types';
import { formatAddress } from '../page/route';
import { inTurn } from '../page/in-turn';
import { patiently } from '../page/patience';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import { topicTileStyle } from './topic-tile-style';
import './town-icon';

/** Tiles are asked for one after the other: each may be a video that is rendered on the spot. */
const queue = inTurn(2);

/**
 * An answer, or a group of answers, as a tile: picture, name, and its name in sign language that plays on hover, focus or tap.
 * Fires `ask` when a group is chosen.
 */
@customElement('topic-tile')
export class TopicTile extends TownElement {
  static override styles = [shared, topicTileStyle];

  @property({ attribute: false }) api!: TownApi;
  @property() answer = '';
  @property() icon = 'info';
  @property() name = '';
  /** BCP 47 tag of the name. */
  @property({ attribute: 'name-language' }) nameLanguage = 'pl';
  /** Whether it stands for a group of answers and not for one. */
  @property({ type: Boolean, attribute: 'is-group' }) isGroup = false;
  /** The name by which tests know its link; none when empty. */
  @property() hook = '';
  /** Whether its sign video may be asked for. */
  @property({ type: Boolean }) signed = false;

  @state() private clip: Clip | undefined;
  @state() private isPlaying = false;
  /** The pointer and a press may both want the video: it is asked for once. */
  @state() private asked: Promise<Clip | undefined> | undefined;
  /** Playing because somebody pressed the button, not because the pointer is here. */
  private isPinned = false;
  private isWanted = false;
  private cancel = new AbortController();
  @query('video') private video: HTMLVideoElement | null | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel.abort();
    this.cancel = new AbortController();
  }

  override render() {
    return html`
      <div
        class="tile ${this.isPlaying ? 'playing' : ''}"
        data-testid="topic-tile"
        data-answer-id=${this.answer}
        @pointerenter=${this.attend}
        @pointerleave=${this.leave}
        @focusin=${this.attend}
        @focusout=${this.leave}
      >
        <div class="screen">
          <town-icon name=${this.icon}></town-icon>
          ${
            this.clip
              ? html`<video
                    class=${this.isPlaying ? 'shown' : ''}
                    muted
                    loop
                    playsinline
                    preload="none"
                    tabindex="-1"
                    aria-hidden="true"
                    poster=${this.clip.poster}
                    .muted=${true}
                  >
                    ${this.clip.renditions.map((item) => html`<source src=${item.url} type=${item.media_type} />`)}
                  </video>
                  ${
                    this.isPlaying
                      ? html`<span class="corner"><town-icon name=${this.icon}></town-icon></span>`
                      : nothing
                  }`
              : nothing
          }
        </div>
        ${this.link()}
        ${
          this.signed
            ? html`<button
                class="sign"
                aria-pressed=${this.isPlaying ? 'true' : 'false'}
                aria-busy=${this.asked ? 'true' : 'false'}
                aria-label=${this.t('tile.sign', { name: this.name })}
                @click=${this.toggle}
              >
                <town-icon name=${this.isPlaying ? 'pause' : 'play'}></town-icon><span>PJM</span>
              </button>`
            : nothing
        }
      </div>
    `;
  }

  private link(): TemplateResult {
    if (this.isGroup) {
      return html`<button
        class="name"
        data-testid=${this.hook || nothing}
        data-choice=${this.answer}
        lang=${this.nameLanguage}
        @click=${() => this.send('ask', { choice: this.answer, title: this.name })}
      >
        ${this.name}
      </button>`;
    }
    return html`<a
      class="name"
      data-testid=${this.hook || nothing}
      data-answer-id=${this.answer}
      href=${formatAddress({ screen: 'answer', id: this.answer }, this.language)}
      lang=${this.nameLanguage}
      >${this.name}</a
    >`;
  }

  private attend(): void {
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) void this.play();
  }

  private leave(): void {
    if (!this.isPinned) this.pause();
  }

  private toggle(): void {
    this.isPinned = !this.isPinned;
    if (this.isPinned) void this.play();
    else this.pause();
  }

  private async play(): Promise<void> {
    if (!this.signed) return;
    this.isWanted = true;
    const { signal } = this.cancel;
    try {
      this.clip ??= await (this.asked ??= this.fetchClip(signal));
      await this.updateComplete;
      if (!this.isWanted || !this.video) return;
      await this.video.play();
      this.isPlaying = this.isWanted;
      if (!this.isWanted) this.video.pause();
    } catch {
      // The picture and the name say the same; the notice at the top says that videos are missing.
      this.isPinned = false;
      this.isPlaying = false;
    }
  }

  private async fetchClip(signal: AbortSignal): Promise<Clip | undefined> {
    const { answer, language } = this;
    const ask = () =>
      this.isGroup
        ? this.api.phraseSigning(answer, language, signal)
        : this.api.topicSigning(answer, language, signal);
    try {
      return (
        await patiently(
          () => queue(ask),
          () => this.isWanted,
        )
      ).clips[0];
    } finally {
      this.asked = undefined;
    }
  }

  private pause(): void {
    this.isWanted = false;
    this.isPinned = false;
    this.isPlaying = false;
    this.video?.pause();
  }
}
