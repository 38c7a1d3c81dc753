import { css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import type { Clip } from '../api/types';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

/** Something that the official says in its own words, as a small sign video. Shows nothing where there is none. */
@customElement('phrase-sign')
export class PhraseSign extends TownElement {
  static override styles = [
    shared,
    css`
      figure {
        max-width: 16rem;
      }
      video {
        display: block;
        width: 100%;
        border-radius: var(--radius);
        background: var(--turquoise-wash);
      }
      @media (max-width: 30rem) {
        figure {
          max-width: 11rem;
        }
      }
      button {
        margin-block-start: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  /** Identifier of the phrase. */
  @property() phrase = '';
  @state() private clip: Clip | undefined;
  @state() private isPlaying = false;
  @query('video') private video: HTMLVideoElement | null | undefined;
  private cancel = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel.abort();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('phrase') || changed.has('language')) void this.load();
  }

  override render() {
    if (!this.clip) return nothing;
    return html`<figure data-testid="phrase-sign">
      <video
        muted
        loop
        playsinline
        preload="auto"
        poster=${this.clip.poster}
        .muted=${true}
        @play=${() => (this.isPlaying = true)}
        @pause=${() => (this.isPlaying = false)}
      >
        ${this.clip.renditions.map((item) => html`<source src=${item.url} type=${item.media_type} />`)}
      </video>
      <button
        class="button"
        aria-pressed=${this.isPlaying ? 'true' : 'false'}
        aria-label=${this.t(this.isPlaying ? 'phrase.stop' : 'phrase.sign')}
        @click=${this.toggle}
      >
        <town-icon name=${this.isPlaying ? 'pause' : 'play'}></town-icon>PJM
      </button>
    </figure>`;
  }

  private async load(): Promise<void> {
    this.cancel.abort();
    this.cancel = new AbortController();
    this.clip = undefined;
    if (!this.phrase) return;
    try {
      this.clip = (await this.api.phraseSigning(this.phrase, this.language, this.cancel.signal)).clips[0];
      await this.updateComplete;
      if (!matchMedia('(prefers-reduced-motion: reduce)').matches) await this.video?.play();
    } catch {
      // The words say the same; the notice at the top says that videos are missing.
    }
  }

  private toggle(): void {
    if (this.isPlaying) this.video?.pause();
    else void this.video?.play().catch(() => undefined);
  }
}
