import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { EmergencyContact } from '../api/types';
import { isWebAddress, phoneAddress } from '../page/contact';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const ALARM_APP = 'https://www.gov.pl/web/numer-alarmowy-112';

/** Somebody may be in danger: the ways to call for help, those without hearing first. */
@customElement('emergency-card')
export class EmergencyCard extends TownElement {
  static override styles = [
    shared,
    css`
      .card {
        padding: var(--space-5);
        border-radius: var(--radius);
        background: var(--red);
        color: var(--paper);
      }
      h1 {
        font-size: var(--h1);
      }
      p {
        max-width: var(--measure);
        margin-block-start: var(--space-3);
        font-size: var(--lead);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr));
        gap: var(--space-3);
        margin-block-start: var(--space-5);
      }
      a {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        height: 100%;
        padding: var(--space-4);
        border: 2px solid var(--paper);
        border-radius: var(--radius);
        background: var(--paper);
        color: var(--red);
        font-size: var(--h2);
        font-weight: 750;
        line-height: 1.2;
        text-decoration: none;
      }
      a:hover {
        text-decoration: underline;
      }
      .others {
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr));
        align-items: start;
        margin-block-start: var(--space-3);
      }
      .others li {
        display: grid;
        align-content: start;
        gap: var(--space-1);
        padding: var(--space-2) var(--space-4);
        border-radius: var(--radius);
        background: var(--paper);
      }
      .others a {
        height: auto;
        min-height: var(--target);
        padding: 0;
        border: 0;
        font-size: var(--body);
      }
      .others strong {
        flex: none;
        font-size: var(--h3);
      }
      .others .number {
        display: grid;
        align-content: center;
        gap: 0;
      }
      .others .number span {
        color: var(--ink);
        font-weight: 450;
      }
      .others .chat {
        color: var(--link);
        font-weight: 450;
        text-decoration: underline;
      }
      small {
        display: block;
        font-size: var(--small);
        font-weight: 450;
        color: var(--ink);
      }
      @media (max-width: 30rem) {
        .card {
          padding: var(--space-4);
        }
      }
      @media print {
        .card {
          background: none;
          color: inherit;
          border: 3pt solid;
        }
      }
    `,
  ];

  /** Number for text messages of whoever helps, such as the police; may be empty. */
  @property({ attribute: 'text-message-number' }) textMessageNumber = '';

  /** Whom to call besides 112, the fittest first. */
  @property({ attribute: false }) contacts: readonly EmergencyContact[] = [];

  override render() {
    return html`
      <section class="card" data-testid="emergency-card">
        <h1 tabindex="-1">${this.t('emergency.title')}</h1>
        <p>${this.t('emergency.text')}</p>
        <ul role="list">
          <li>
            <a href="tel:112">
              <town-icon name="phone-112"></town-icon>
              <span>112 <small>${this.t('emergency.call')}</small></span>
            </a>
          </li>
          <li>
            <a href=${ALARM_APP} rel="noreferrer">
              <town-icon name="message"></town-icon>
              <span>Alarm112 <small>${this.t('emergency.app')}</small></span>
            </a>
          </li>
          ${
            this.textMessageNumber
              ? html`<li>
                  <a href=${phoneAddress(this.textMessageNumber, 'sms')}>
                    <town-icon name="police"></town-icon>
                    <span
                      >SMS ${this.textMessageNumber} <small>${this.t('emergency.text-message')}</small></span
                    >
                  </a>
                </li>`
              : nothing
          }
        </ul>
        ${this.others()}
      </section>
    `;
  }

  private others() {
    const others = this.contacts.filter(({ number }) => number !== '112');
    if (!others.length) return nothing;
    return html`<ul class="others" role="list" data-testid="emergency-contacts">
      ${others.map(
        ({ number, name, url }) => html`
          <li>
            <a class="number" href=${phoneAddress(number)}><strong>${number}</strong> <span>${name}</span></a>
            ${
              isWebAddress(url)
                ? html`<a class="chat" href=${url} rel="noreferrer"
                    >${this.t('emergency.chat', { name: new URL(url).host.replace(/^www\./, '') })}</a
                  >`
                : nothing
            }
          </li>
        `,
      )}
    </ul>`;
  }
}
