import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SERVICES, type Health, type ServiceName } from '../api/types';
import type { Key } from '../locales/translate';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const NAMES: Readonly<Record<ServiceName, Key>> = {
  faq: 'service.faq',
  recognition: 'service.recognition',
  signing: 'service.signing',
  translation: 'service.translation',
  speech: 'service.speech',
};

/** A strip that names the help that is missing just now, and that everything else works. */
@customElement('service-notice')
export class ServiceNotice extends TownElement {
  static override styles = [
    shared,
    css`
      .strip {
        background: var(--sun-wash);
        border-block-end: 3px solid var(--sun);
      }
      .inner {
        display: flex;
        align-items: flex-start;
        gap: var(--space-3);
        max-width: var(--wide);
        margin: 0 auto;
        padding: var(--space-3) var(--space-4);
      }
      ul {
        display: inline;
      }
      li {
        display: inline;
        font-weight: 650;
      }
      li:not(:last-child)::after {
        content: ', ';
      }
      li:last-child::after {
        content: '.';
      }
      @media print {
        .strip {
          display: none;
        }
      }
    `,
  ];

  /** What the gateway says; null when the gateway cannot be reached; undefined until it has been asked. */
  @property({ attribute: false }) health: Health | null | undefined;

  override render() {
    // The live region stays in the page, so that screen readers hear what is put into it later.
    return html`<div role="status">${this.strip()}</div>`;
  }

  private strip() {
    if (this.health === undefined) return nothing;
    const missing = SERVICES.filter((name) => this.health?.services[name].status !== 'serving');
    if (this.health && !missing.length) return nothing;
    return html`
      <div class="strip" data-testid="service-notice">
        <div class="inner">
          <town-icon name="info"></town-icon>
          ${
            this.health === null
              ? html`<p>${this.t('service.offline')}</p>`
              : html`<div>
                  ${this.t('service.missing')}
                  <ul>
                    ${missing.map((name) => html`<li data-service=${name}>${this.t(NAMES[name])}</li>`)}
                  </ul>
                  ${this.t('service.rest-works')}
                </div>`
          }
        </div>
      </div>
    `;
  }
}
