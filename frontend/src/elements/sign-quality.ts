import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Rendition } from '../api/types';
import { qualityOf, sizesOf, SMOOTH_RATE, type Quality } from '../playback/renditions';
import { TownElement } from './town-element';
import { controlStyle } from './sign-player-style';
import { shared } from '../styles/shared';

/** How large and how smooth the video is; not shown where there is nothing to choose. Fires `choose-quality`. */
@customElement('sign-quality')
export class SignQuality extends TownElement {
  static override styles = [shared, controlStyle];

  @property({ attribute: false }) renditions: readonly Rendition[] = [];
  @property() quality: Quality = 'auto';

  override render() {
    const sizes = sizesOf(this.renditions);
    if (sizes.length < 2) return nothing;
    return html`<label>
      ${this.t('sign.quality')}
      <select
        data-testid="sign-quality"
        @change=${(event: Event) => this.send('choose-quality', (event.target as HTMLSelectElement).value)}
      >
        <option value="auto" ?selected=${this.quality === 'auto'}>${this.t('sign.quality-auto')}</option>
        ${sizes.map(
          (item) =>
            html`<option value=${qualityOf(item)} ?selected=${this.quality === qualityOf(item)}>
              ${this.t(item.frame_rate < SMOOTH_RATE ? 'sign.quality-size' : 'sign.quality-smooth', {
                height: item.height,
              })}
            </option>`,
        )}
      </select>
    </label>`;
  }
}
