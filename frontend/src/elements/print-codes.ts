import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { encode } from 'uqr';
import { filmAddress } from '../page/film';
import { formatAddress } from '../page/route';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

/** Light modules around a code that readers need (ISO/IEC 18004). */
const QUIET = 4;

/** QR codes of an answer and of its sign video; on paper only. */
@customElement('print-codes')
export class PrintCodes extends TownElement {
  static override styles = [
    shared,
    css`
      :host {
        display: none;
      }
      @media print {
        :host {
          display: grid;
          grid-template-columns: repeat(auto-fit, 27mm);
          gap: 2mm 4mm;
          max-width: 58mm;
          break-inside: avoid;
        }
        svg {
          display: block;
          width: 27mm;
          height: 27mm;
        }
        figcaption,
        .address {
          font-size: 7.5pt;
          line-height: 1.25;
        }
        figcaption {
          font-weight: 650;
          text-align: center;
        }
        .address {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property({ attribute: 'answer-id' }) answerId = '';
  /** Whether there is a sign video. */
  @property({ type: Boolean }) film = false;

  override render() {
    if (!this.answerId) return nothing;
    const page = formatAddress({ screen: 'answer', id: this.answerId }, this.language);
    return html`
      ${this.code(page, this.t('print.answer'), 'print-code-answer')}
      ${
        this.film
          ? this.code(filmAddress(this.answerId, this.language), this.t('print.film'), 'print-code-film')
          : nothing
      }
      <p class="address">${new URL(page, location.href).href}</p>
    `;
  }

  private code(address: string, caption: string, hook: string) {
    const url = new URL(address, location.href).href;
    return html`<figure data-testid=${hook} data-url=${url}>
      ${qrCode(url, caption)}
      <figcaption>${caption}</figcaption>
    </figure>`;
  }
}

function qrCode(text: string, name: string) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return html`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${name} shape-rendering="crispEdges">
    <path fill="#000" d=${dark.join('')}></path>
  </svg>`;
}
