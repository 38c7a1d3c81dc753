import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Clip, Playlist } from '../api/types';
import type { Key } from '../locales/translate';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const PROVENANCE: Readonly<Record<Clip['provenance'], Key>> = {
  human: 'sign.human',
  composed: 'sign.composed',
  fingerspelled: 'sign.fingerspelled',
};
/** The least human of the clips names the whole. */
const ORDER: readonly Clip['provenance'][] = ['fingerspelled', 'composed', 'human'];

/** Says in plain words where a sign video comes from, who has checked it, and what it leaves out. */
@customElement('sign-provenance')
export class SignProvenance extends TownElement {
  static override styles = [
    shared,
    css`
      ul {
        display: grid;
        gap: var(--space-1);
      }
      li.origin {
        font-weight: 650;
      }
      .label {
        display: flex;
        align-items: flex-start;
        gap: var(--space-2);
        padding: var(--space-2) var(--space-3);
        border-inline-start: 0.375rem solid var(--sun);
        background: var(--sun-wash);
      }
      .label[data-provenance='human'] {
        border-color: var(--green);
        background: var(--green-wash);
      }
      town-icon {
        margin-block-start: 0.1em;
      }
    `,
  ];

  @property({ attribute: false }) playlist!: Playlist;

  override render() {
    const { clips, coverage, uncovered_words: uncovered, is_draft: isDraft } = this.playlist;
    const provenance = ORDER.find((item) => clips.some((clip) => clip.provenance === item)) ?? 'composed';
    const isApproved = clips.every((clip) => clip.review_status === 'approved');
    return html`
      <div class="label" data-testid="sign-provenance" data-provenance=${provenance}>
        <town-icon name=${provenance === 'human' ? 'hands' : 'info'}></town-icon>
        <ul role="list">
          <li class="origin">${this.t(PROVENANCE[provenance])}</li>
          <li>${this.t(isApproved ? 'sign.approved' : 'sign.draft')}</li>
          ${isDraft ? html`<li>${this.t('sign.drafted-glosses')}</li>` : nothing}
          ${
            provenance === 'human'
              ? nothing
              : html`<li>${this.t('sign.coverage', { percent: Math.floor(coverage * 100) })}</li>`
          }
          ${
            uncovered.length
              ? html`<li>${this.t('sign.uncovered')} <span lang="pl">${uncovered.join(', ')}</span></li>`
              : nothing
          }
        </ul>
      </div>
    `;
  }
}
