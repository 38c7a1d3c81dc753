import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Failure } from '../api/failure';
import type { SignClip, Skeleton, TeachingApi } from '../api/teaching-api';
import { shared } from '../styles/shared';
import './error-message';
import './loading-note';
import './skeleton-player';
import { teachStyle } from './teach-style';
import { TownElement } from './town-element';
import './town-icon';

/** One take: its skeleton, how good it is, how alike to the others. Fires `remove-take`. */
@customElement('take-card')
export class TakeCard extends TownElement {
  static override styles = [
    shared,
    teachStyle,
    css`
      article {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3);
        border: 2px solid var(--line-strong);
        border-radius: var(--radius);
      }
      h3 {
        font-size: var(--h3);
      }
    `,
  ];

  @property({ attribute: false }) api!: TeachingApi;
  @property() gloss = '';
  @property({ attribute: false }) clip!: SignClip;
  /** How alike to the others, 0 to 1; undefined while unknown. */
  @property({ attribute: false }) agreement: number | undefined;
  @property({ type: Boolean }) busy = false;
  @state() private skeleton: Skeleton | undefined;
  @state() private failure: Failure | undefined;

  override firstUpdated(): void {
    void this.load();
  }

  override render() {
    const { clip } = this;
    const name = this.t('teach.take', { number: clip.clip });
    return html`
      <article data-testid="take">
        <h3>${name}</h3>
        ${
          this.skeleton
            ? html`<skeleton-player
                .language=${this.language}
                .skeleton=${this.skeleton}
                .label=${this.t('teach.skeleton', { number: clip.clip })}
              ></skeleton-player>`
            : this.failure
              ? html`<error-message
                  .language=${this.language}
                  .failure=${this.failure}
                  @retry=${() => void this.load()}
                ></error-message>`
              : html`<loading-note .language=${this.language}></loading-note>`
        }
        <p>
          ${this.t('teach.quality', {
            seconds: this.number(clip.end - clip.start),
            seen: Math.round(clip.quality.seen_share * 100),
            rate: Math.round(clip.quality.frame_rate),
          })}
          ${clip.state === 'published' ? html`<strong>${this.t('teach.this-is-signed')}</strong>` : nothing}
        </p>
        ${
          this.agreement === undefined
            ? nothing
            : html`<p data-testid="take-agreement">
                ${this.t('teach.agreement', { percent: Math.round(this.agreement * 100) })}
              </p>`
        }
        <div class="buttons">
          <button
            class="button"
            aria-label="${this.t('teach.pose')}: ${name}"
            @click=${() => void this.download()}
          >
            <town-icon name="download"></town-icon>.pose
          </button>
          ${
            clip.state === 'published'
              ? nothing
              : html`<button
                  class="button"
                  data-testid="take-remove"
                  aria-label="${this.t('teach.remove')}: ${name}"
                  ?disabled=${this.busy}
                  @click=${() => this.send('remove-take', clip.clip)}
                >
                  <town-icon name="delete"></town-icon>${this.t('teach.remove')}
                </button>`
          }
        </div>
      </article>
    `;
  }

  private number(value: number): string {
    return value.toLocaleString(this.language, { maximumFractionDigits: 1 });
  }

  private async load(): Promise<void> {
    this.failure = undefined;
    try {
      this.skeleton = await this.api.skeleton(this.gloss, this.clip.clip, this.language);
    } catch (error) {
      this.failure = error instanceof Failure ? error : new Failure();
    }
  }

  private async download(): Promise<void> {
    try {
      const address = URL.createObjectURL(await this.api.poseFile(this.gloss, this.clip.clip, this.language));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${this.gloss}-${this.clip.clip}.pose`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (error) {
      this.failure = error instanceof Failure ? error : new Failure();
    }
  }
}
