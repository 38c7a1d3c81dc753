import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LandmarkMode } from '../signing/recognition-socket';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

/** The developer panel: where landmarks are found and why, closed until somebody wants to know. */
@customElement('signing-details')
export class SigningDetails extends TownElement {
  static override styles = [
    shared,
    css`
      summary {
        min-height: var(--target);
        align-content: center;
        cursor: pointer;
        font-size: var(--small);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-3);
        margin: 0;
        font-size: var(--small);
        overflow-wrap: anywhere;
      }
      dd {
        margin: 0;
      }
    `,
  ];

  @property() mode: LandmarkMode = 'browser';
  /** As the program says it, in English. */
  @property() reason = '';
  @property({ type: Number }) rate = 0;

  override render() {
    const rows = [
      [this.t('signing.details-mode'), this.mode],
      [this.t('signing.details-reason'), this.reason || '–'],
      [this.t('signing.details-rate'), this.rate.toFixed(1)],
    ];
    return html`<details data-testid="signing-details">
      <summary>${this.t('signing.details')}</summary>
      <dl>
        ${rows.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd lang="en">${value}</dd>`,
        )}
      </dl>
    </details>`;
  }
}
