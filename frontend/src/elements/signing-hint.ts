import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Key } from '../locales/translate';
import type { HintCode } from '../signing/recognition-socket';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const HINTS: Readonly<Record<Exclude<HintCode, 'none'>, { icon: string; text: Key }>> = {
  no_hand: { icon: 'hand', text: 'hint.no-hand' },
  hand_out_of_frame: { icon: 'move', text: 'hint.hand-out-of-frame' },
  move_closer: { icon: 'closer', text: 'hint.move-closer' },
  move_back: { icon: 'further', text: 'hint.move-back' },
  more_light: { icon: 'light', text: 'hint.more-light' },
  low_frame_rate: { icon: 'connection', text: 'hint.low-frame-rate' },
  hand_hidden: { icon: 'hands', text: 'hint.hand-hidden' },
  mirrored: { icon: 'mirror', text: 'hint.mirrored' },
};

/** One short piece of advice for the signer. */
@customElement('signing-hint')
export class SigningHint extends TownElement {
  static override styles = [
    shared,
    css`
      p {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 3.25rem;
        padding: var(--space-2) var(--space-4);
        border-radius: var(--radius);
        background: var(--sun-wash);
        border-inline-start: 0.375rem solid var(--sun);
        font-weight: 650;
      }
      p.well {
        background: var(--green-wash);
        border-color: var(--green);
      }
    `,
  ];

  @property() code: HintCode = 'none';

  override render() {
    const hint = this.code === 'none' ? undefined : HINTS[this.code];
    return html`<div role="status" data-testid="signing-hint" data-code=${this.code}>
      ${
        hint
          ? html`<p><town-icon name=${hint.icon}></town-icon>${this.t(hint.text)}</p>`
          : html`<p class="well"><town-icon name="hands"></town-icon>${this.t('hint.none')}</p>`
      }
    </div>`;
  }
}
