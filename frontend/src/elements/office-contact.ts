import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Office } from '../api/types';
import { isWebAddress } from '../page/contact';
import type { Turn } from '../page/conversation';
import { shared } from '../styles/shared';
import './hand-over';
import './opening-hours';
import './place-card';
import { TownElement } from './town-element';
import './town-icon';

/** The people behind the page: the sign-language interpreter, what may be taken along, the office. */
@customElement('office-contact')
export class OfficeContact extends TownElement {
  static override styles = [
    shared,
    css`
      h2 {
        margin-block: var(--space-6) var(--space-3);
        font-size: var(--h2);
      }
      .interpreter {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
        gap: var(--space-4) var(--space-6);
        padding: var(--space-5);
        border-radius: var(--radius);
        background: var(--turquoise-wash);
      }
      .interpreter p {
        margin-block-end: var(--space-4);
      }
      .button {
        font-size: var(--body);
      }
      hand-over {
        margin-block-start: var(--space-4);
      }
      @media (max-width: 30rem) {
        .interpreter {
          padding: var(--space-4);
        }
      }
    `,
  ];

  @property({ attribute: false }) office!: Office;
  /** What was asked so far, to be taken along. */
  @property({ attribute: false }) turns: readonly Turn[] = [];

  override render() {
    const { office, interpreter, time_zone, closed_days: closedDays = [] } = this.office;
    return html`
      ${
        isWebAddress(interpreter.url)
          ? html`<h2>${this.t('decline.interpreter')}</h2>
              <div class="interpreter">
                <div>
                  <p>${this.t('decline.interpreter-text')}</p>
                  <a class="button primary" data-testid="hand-over" href=${interpreter.url} rel="noreferrer">
                    <town-icon name="hands"></town-icon>${this.t('decline.hand-over')}
                  </a>
                </div>
                <opening-hours
                  .language=${this.language}
                  .hours=${interpreter.hours}
                  .timeZone=${time_zone}
                  .closedDays=${closedDays}
                  .label=${this.t('decline.interpreter-hours')}
                ></opening-hours>
              </div>`
          : nothing
      }
      <hand-over .language=${this.language} .turns=${this.turns} .office=${office}></hand-over>
      <h2>${this.t('decline.office')}</h2>
      <place-card
        .language=${this.language}
        .place=${office}
        .timeZone=${time_zone}
        .closedDays=${closedDays}
        hook="office"
      ></place-card>
    `;
  }
}
