import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ClosedDay, Place } from '../api/types';
import { isWebAddress, phoneAddress } from '../page/contact';
import { shared } from '../styles/shared';
import './opening-hours';
import { TownElement } from './town-element';
import './town-icon';

/** A place to go: name, address, every way to reach it, opening hours. */
@customElement('place-card')
export class PlaceCard extends TownElement {
  static override styles = [
    shared,
    css`
      .card {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
        gap: var(--space-4) var(--space-6);
        padding: var(--space-4) var(--space-5);
        border: 2px solid var(--line);
        border-radius: var(--radius);
      }
      h3 {
        font-size: var(--h3);
        margin-block-end: var(--space-2);
      }
      .contacts {
        display: grid;
        gap: var(--space-1);
        margin-block-start: var(--space-3);
      }
      .contacts li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: var(--target);
      }
      .contacts town-icon {
        color: var(--turquoise-ink);
      }
      @media (max-width: 30rem) {
        .card {
          padding: var(--space-3) var(--space-4);
        }
      }
      @media print {
        .card {
          border: 0;
          padding: 0;
        }
        .card {
          grid-template-columns: 1fr auto;
        }
        .contacts {
          display: flex;
          flex-wrap: wrap;
          gap: 0 4mm;
        }
        .contacts town-icon {
          width: 3.5mm;
          height: 3.5mm;
        }
      }
    `,
  ];

  @property({ attribute: false }) place!: Place;
  @property({ attribute: 'time-zone' }) timeZone = 'Europe/Warsaw';
  @property({ attribute: false }) closedDays: readonly ClosedDay[] = [];
  /** Prefix of the names by which tests know the parts: "office", "answer"; empty for further places. */
  @property() hook = '';

  override render() {
    const { place } = this;
    return html`
      <div class="card" data-testid=${this.named('place')}>
        <div>
          <h3>${place.name}</h3>
          <p>${place.address}</p>
          ${place.note ? html`<p class="soft">${place.note}</p>` : nothing}
          <ul class="contacts" role="list">
            ${
              place.text_message_number
                ? html`<li>
                    <town-icon name="message"></town-icon>
                    <a class="standing" href=${phoneAddress(place.text_message_number, 'sms')}
                      >${this.t('place.text-message')} ${place.text_message_number}</a
                    >
                  </li>`
                : nothing
            }
            ${
              place.email
                ? html`<li>
                    <town-icon name="letter"></town-icon>
                    <a class="standing" data-testid=${this.named('email')} href="mailto:${place.email}"
                      >${place.email}</a
                    >
                  </li>`
                : nothing
            }
            ${
              place.phone
                ? html`<li>
                    <town-icon name="phone"></town-icon>
                    <a class="standing" data-testid=${this.named('phone')} href=${phoneAddress(place.phone)}
                      >${this.t('place.phone')} ${place.phone}</a
                    >
                  </li>`
                : nothing
            }
            ${
              isWebAddress(place.website)
                ? html`<li>
                    <town-icon name="external"></town-icon>
                    <a class="standing" href=${place.website} rel="noreferrer">${this.t('place.website')}</a>
                  </li>`
                : nothing
            }
          </ul>
        </div>
        <opening-hours
          .hook=${this.hook && `${this.hook}-hours`}
          .language=${this.language}
          .hours=${place.hours}
          .timeZone=${this.timeZone}
          .closedDays=${this.closedDays}
        ></opening-hours>
      </div>
    `;
  }

  private named(part: string) {
    return this.hook ? `${this.hook}-${part}` : nothing;
  }
}
