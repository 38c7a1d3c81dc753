import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ClosedDay, Hours } from '../api/types';
import { writtenDate, type Key } from '../locales/translate';
import { isAlwaysOpen, localMoment, openState } from '../page/opening-hours';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

const DAYS: readonly Key[] = ['day.1', 'day.2', 'day.3', 'day.4', 'day.5', 'day.6', 'day.7'];
const ON_DAYS: readonly Key[] = [
  'on-day.1',
  'on-day.2',
  'on-day.3',
  'on-day.4',
  'on-day.5',
  'on-day.6',
  'on-day.7',
];

/** Opening hours of a week, and whether it is open now. */
@customElement('opening-hours')
export class OpeningHours extends TownElement {
  static override styles = [
    shared,
    css`
      p {
        display: inline-block;
        margin-block-end: var(--space-2);
        padding: var(--space-1) var(--space-3);
        border-radius: var(--radius);
        font-weight: 650;
        background: var(--wash);
      }
      p[data-open='true'] {
        background: var(--green-wash);
        color: var(--green);
      }
      p[data-open='true']::before {
        content: '● ';
      }
      p[data-open='false']::before {
        content: '○ ';
      }
      table {
        border-collapse: collapse;
      }
      caption {
        text-align: start;
        font-weight: 650;
      }
      th,
      td {
        padding: var(--space-1) var(--space-5) var(--space-1) 0;
        border-block-end: 1px solid var(--line);
        font-weight: 400;
        text-align: start;
        vertical-align: top;
        font-variant-numeric: tabular-nums;
      }
      tr[aria-current] > * {
        font-weight: 700;
      }
      @media print {
        p {
          display: none;
        }
        table {
          font-size: 8.5pt;
          line-height: 1.2;
        }
      }
    `,
  ];

  @property({ attribute: false }) hours: readonly Hours[] = [];
  @property({ attribute: 'time-zone' }) timeZone = 'Europe/Warsaw';
  /** Days on which it is closed whatever its hours. */
  @property({ attribute: false }) closedDays: readonly ClosedDay[] = [];
  /** What the hours are of. */
  @property() label = '';
  /** The name by which tests know it; none when empty. */
  @property() hook = '';
  @property({ attribute: false }) now: () => Date = () => new Date();

  override render() {
    return html`<div data-testid=${this.hook || nothing}>${this.content()}</div>`;
  }

  private content() {
    if (!this.hours.length) return html`<p>${this.t('hours.unknown')}</p>`;
    const today = localMoment(this.now(), this.timeZone).day;
    if (isAlwaysOpen(this.hours)) return html`<p data-open="true">${this.t('hours.always')}</p>`;
    return html`
      ${this.state()}
      <table>
        <caption>
          ${this.label || this.t('hours.title')}
        </caption>
        <tbody>
          ${DAYS.map((name, index) => {
            const times = this.hours.filter((item) => item.day === index + 1);
            return html`
              <tr aria-current=${index + 1 === today ? 'date' : nothing}>
                <th scope="row">${this.t(name)}</th>
                <td>
                  ${
                    times.length
                      ? times.map((item) => `${item.opens}–${item.closes}`).join(', ')
                      : this.t('hours.closed')
                  }
                </td>
              </tr>
            `;
          })}
        </tbody>
      </table>
    `;
  }

  private state() {
    const now = localMoment(this.now(), this.timeZone);
    const closedToday = this.closedDays.find((item) => item.date === now.date);
    const state = openState(this.hours, now, new Set(this.closedDays.map((item) => item.date)));
    if (state.isOpen)
      return html`<p data-open="true">${this.t('hours.open-now', { time: state.closes })}</p>`;
    if (state.opensDay === null) return nothing;
    const day =
      state.daysAhead === 0
        ? this.t('hours.today')
        : state.daysAhead === 1
          ? this.t('hours.tomorrow')
          : state.daysAhead < 7
            ? this.t(ON_DAYS[state.opensDay - 1] ?? 'on-day.1')
            : writtenDate(this.language, state.opensDate);
    if (closedToday) {
      return html`<p data-open="false" data-testid="closed-today">
        ${this.t('hours.closed-today', { why: closedToday.name, day, time: state.opens })}
      </p>`;
    }
    return html`<p data-open="false">${this.t('hours.closed-now', { day, time: state.opens })}</p>`;
  }
}
