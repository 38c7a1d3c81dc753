import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Office } from '../api/types';
import { phoneAddress } from '../page/contact';
import { shared } from '../styles/shared';
import './kept-note';
import { TownElement } from './town-element';

/** What the page promises about privacy, and the office's contact. */
@customElement('town-footer')
export class TownFooter extends TownElement {
  static override styles = [
    shared,
    css`
      footer {
        border-block-start: 0.375rem solid var(--turquoise);
        background: var(--wash);
      }
      .inner {
        display: grid;
        gap: var(--space-4);
        max-width: var(--wide);
        margin: 0 auto;
        padding: var(--space-6) var(--space-4);
      }
      p {
        max-width: var(--measure);
      }
      @media print {
        footer {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) office: Office | undefined;

  override render() {
    const place = this.office?.office;
    return html`
      <footer>
        <div class="inner">
          <kept-note .language=${this.language}></kept-note>
          <p>${this.t('footer.not-advice')}</p>
          ${
            place
              ? html`<p class="contact">
                  <strong>${place.name}</strong><br />
                  ${place.address}<br />
                  <a class="standing" href=${phoneAddress(place.phone)}
                    >${this.t('place.phone')} ${place.phone}</a
                  ><br />
                  <a class="standing" href="mailto:${place.email}">${place.email}</a>
                </p>`
              : nothing
          }
        </div>
      </footer>
    `;
  }
}
