import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Explanation } from '../api/types';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

const figure = (value: number | null | undefined) =>
  value === undefined || value === null ? '–' : value.toFixed(2);

/** The developer panel of a reply: what decided, and what each part of the search says of the best answers. Closed at first. */
@customElement('search-details')
export class SearchDetails extends TownElement {
  static override styles = [
    shared,
    css`
      details {
        margin-block-start: var(--space-6);
      }
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
        font-size: var(--small);
      }
      .scroll {
        margin-block-start: var(--space-3);
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        font-size: var(--small);
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: var(--space-1) var(--space-3) var(--space-1) 0;
        border-block-end: 1px solid var(--line);
        text-align: start;
      }
      td {
        text-align: end;
      }
      @media print {
        details {
          display: none;
        }
      }
    `,
  ];

  /** Asks once more; the last question is kept in memory only. */
  @property({ attribute: false }) explain!: () => Promise<Explanation | null>;
  @state() private found: Explanation | null | undefined;
  @state() private hasFailed = false;

  override render() {
    return html`<details data-testid="search-details" @toggle=${this.load}>
      <summary>${this.t('details.title')}</summary>
      ${this.found ? this.shown(this.found) : html`<p role="status">${this.t(this.hasFailed ? 'details.failed' : 'details.loading')}</p>`}
    </details>`;
  }

  private shown(found: Explanation) {
    const rows = [
      [this.t('details.rule'), found.rule],
      [this.t('details.retrieval'), found.retrieval],
      [this.t('details.read-as'), found.read_as || '–'],
      [this.t('details.language'), found.language],
      [this.t('details.confidence'), figure(found.confidence)],
      [this.t('details.scope'), figure(found.scope)],
      [this.t('details.thresholds'), `${figure(found.answer_from)} / ${figure(found.clarify_from)}`],
    ];
    return html`
      <dl>
        ${rows.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd lang="en">${value}</dd>`,
        )}
      </dl>
      ${found.candidates.length ? this.table(found) : nothing}
    `;
  }

  private table({ candidates }: Explanation) {
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${this.t('details.candidate')}>
      <table data-testid="search-candidates">
        <thead>
          <tr>
            <th scope="col">${this.t('details.candidate')}</th>
            <th scope="col">${this.t('details.share')}</th>
            <th scope="col">${this.t('details.meaning')}</th>
            <th scope="col">${this.t('details.coverage')}</th>
            <th scope="col">${this.t('details.overlap')}</th>
            <th scope="col">${this.t('details.letters')}</th>
            <th scope="col">${this.t('details.evidence')}</th>
          </tr>
        </thead>
        <tbody>
          ${candidates.map(
            (item) =>
              html`<tr>
                <th scope="row">${item.id}</th>
                <td>${figure(item.share)}</td>
                <td>${figure(item.meaning)}</td>
                <td>${figure(item.coverage)}</td>
                <td>${figure(item.overlap)}</td>
                <td>${figure(item.letters)}</td>
                <td>${figure(item.evidence)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private readonly load = async (event: Event): Promise<void> => {
    if (!(event.target as HTMLDetailsElement).open || this.found) return;
    this.hasFailed = false;
    try {
      this.found = await this.explain();
      this.hasFailed = !this.found;
    } catch {
      this.hasFailed = true;
    }
  };
}
