import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Choice, Office } from '../api/types';
import { isWebAddress } from '../page/contact';
import { shared } from '../styles/shared';
import './choice-list';
import './opening-hours';
import './place-card';
import { TownElement } from './town-element';
import './town-icon';

/** Says "I don't know", and who does: the nearest answers, the office, the interpreter. */
@customElement('decline-card')
export class DeclineCard extends TownElement {
  static override styles = [
    shared,
    css`
      h1 {
        font-size: var(--h1);
      }
      h2 {
        margin-block: var(--space-6) var(--space-3);
        font-size: var(--h2);
      }
      .lead {
        max-width: var(--measure);
        margin-block-start: var(--space-3);
        font-size: var(--lead);
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
    `,
  ];

  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property({ attribute: false }) office: Office | null | undefined;

  override render() {
    return html`
      <div data-testid="decline-card">
        <h1 tabindex="-1">${this.t('decline.title')}</h1>
        <p class="lead">${this.t('decline.text')}</p>
        ${
          this.choices.length
            ? html`<h2>${this.t('decline.nearest')}</h2>
                <choice-list
                  .language=${this.language}
                  .choices=${this.choices}
                  hook="decline-topic"
                ></choice-list>`
            : nothing
        }
        ${this.office ? this.contact(this.office) : nothing}
      </div>
    `;
  }

  private contact({ office, interpreter, time_zone }: Office) {
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
                  .label=${this.t('decline.interpreter-hours')}
                ></opening-hours>
              </div>`
          : nothing
      }
      <h2>${this.t('decline.office')}</h2>
      <place-card
        .language=${this.language}
        .place=${office}
        .timeZone=${time_zone}
        hook="office"
      ></place-card>
    `;
  }
}
