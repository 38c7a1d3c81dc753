import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Source } from '../api/types';
import { isWebAddress } from '../page/contact';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

/** The acts and official pages that an answer rests on; they are in Polish. */
@customElement('source-list')
export class SourceList extends TownElement {
  static override styles = [
    shared,
    css`
      ul {
        display: grid;
        gap: var(--space-3);
        max-width: var(--measure);
      }
      li {
        padding-inline-start: var(--space-4);
        border-inline-start: 3px solid var(--line-strong);
      }
    `,
  ];

  @property({ attribute: false }) sources: readonly Source[] = [];

  override render() {
    return html`
      <ul role="list">
        ${this.sources.map(
          (source) => html`
            <li data-testid="answer-source">
              ${
                isWebAddress(source.url)
                  ? html`<a class="standing" href=${source.url} rel="noreferrer" lang="pl"
                      >${source.title}</a
                    >`
                  : html`<span lang="pl">${source.title}</span>`
              }
              ${
                source.provision || source.published
                  ? html`<div class="soft" lang="pl">
                      ${[source.provision, source.published].filter(Boolean).join(' · ')}
                    </div>`
                  : nothing
              }
            </li>
          `,
        )}
      </ul>
    `;
  }
}
