import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Answer, AskedField, ClosedDay } from '../api/types';
import type { Key } from '../locales/translate';
import { isWebAddress, phoneAddress } from '../page/contact';
import { shared } from '../styles/shared';
import './opening-hours';
import './source-list';
import { TownElement } from './town-element';
import './town-icon';

const NAMES: Readonly<Record<AskedField, Key>> = {
  cost: 'asked.cost',
  duration: 'asked.duration',
  place: 'asked.place',
  documents: 'asked.documents',
  steps: 'asked.steps',
  hours: 'asked.hours',
  contact: 'asked.contact',
  online: 'asked.online',
  legal_basis: 'asked.legal_basis',
};

/** The part of an answer that was asked for, before everything else of it. */
@customElement('asked-first')
export class AskedFirst extends TownElement {
  static override styles = [
    shared,
    css`
      .asked {
        display: grid;
        gap: var(--space-4);
        padding: var(--space-4) var(--space-5);
        border-inline-start: 0.5rem solid var(--sun);
        border-radius: var(--radius);
        background: var(--turquoise-wash);
      }
      h2 {
        margin-block-end: var(--space-1);
        font-size: var(--h3);
      }
      .value,
      li {
        font-size: var(--lead);
      }
      ul,
      ol {
        display: grid;
        gap: var(--space-2);
      }
      ol {
        padding-inline-start: 1.5em;
        list-style: decimal;
      }
      .contacts li {
        min-height: var(--target);
        align-content: center;
      }
    `,
  ];

  @property({ attribute: false }) answer!: Answer;
  @property({ attribute: 'time-zone' }) timeZone = 'Europe/Warsaw';
  @property({ attribute: false }) closedDays: readonly ClosedDay[] = [];

  override render() {
    const asked = this.answer.asked ?? [];
    if (!asked.length) return nothing;
    return html`<div class="asked" data-testid="asked-first">
      <p class="soft">${this.t('answer.asked')}</p>
      ${asked.map(
        (field) => html`
          <div data-field=${field}>
            <h2>${this.t(NAMES[field])}</h2>
            ${this.content(field)}
          </div>
        `,
      )}
    </div>`;
  }

  private content(field: AskedField) {
    const { answer } = this;
    const place = answer.places[0];
    switch (field) {
      case 'cost':
        return this.text(answer.cost, 'cost');
      case 'duration':
        return this.text(answer.duration, 'duration');
      case 'place':
        return place
          ? html`<p class="value">${place.name}, ${place.address}</p>
              ${place.note ? html`<p>${place.note}</p>` : nothing}`
          : this.unknown();
      case 'documents':
        // Older answers name what to bring among their steps.
        return answer.documents.length ? this.list(answer.documents, 'documents') : this.steps();
      case 'steps':
        return this.steps();
      case 'hours':
        return place?.hours.length
          ? html`<opening-hours
              .language=${this.language}
              .hours=${place.hours}
              .timeZone=${this.timeZone}
              .closedDays=${this.closedDays}
              .label=${place.name}
            ></opening-hours>`
          : this.unknown();
      case 'contact':
        return this.contact();
      case 'online':
        return isWebAddress(answer.online)
          ? html`<p class="value">
              <a href=${answer.online} rel="noreferrer">${this.t('asked.online-open')}</a>
            </p>`
          : this.unknown();
      default:
        return html`<source-list .language=${this.language} .sources=${answer.sources}></source-list>`;
    }
  }

  private text(text: string, field: string) {
    return text ? html`<p class="value" lang=${this.languageOf(field)}>${text}</p>` : this.unknown();
  }

  private list(items: readonly string[], field: string) {
    return html`<ul role="list">
      ${items.map((item, index) => html`<li lang=${this.languageOf(`${field}.${index}`)}>${item}</li>`)}
    </ul>`;
  }

  private steps() {
    const { steps } = this.answer;
    if (!steps.length) return this.unknown();
    return html`<ol role="list">
      ${steps.map((step, index) => html`<li lang=${this.languageOf(`steps.${index}`)}>${step}</li>`)}
    </ol>`;
  }

  private contact() {
    const place = this.answer.places[0];
    if (!place?.phone && !place?.email && !place?.text_message_number) return this.unknown();
    return html`<p>${place.name}</p>
      <ul class="contacts" role="list">
        ${
          place.text_message_number
            ? html`<li>
                <a class="standing" href=${phoneAddress(place.text_message_number, 'sms')}
                  >${this.t('place.text-message')} ${place.text_message_number}</a
                >
              </li>`
            : nothing
        }
        ${
          place.phone
            ? html`<li>
                <a class="standing" href=${phoneAddress(place.phone)}
                  >${this.t('place.phone')} ${place.phone}</a
                >
              </li>`
            : nothing
        }
        ${
          place.email
            ? html`<li><a class="standing" href="mailto:${place.email}">${place.email}</a></li>`
            : nothing
        }
      </ul>`;
  }

  private unknown() {
    return html`<p>${this.t('asked.unknown')}</p>`;
  }

  private languageOf(field: string): string {
    return this.answer.untranslated.includes(field) ? 'pl' : this.answer.language;
  }
}
