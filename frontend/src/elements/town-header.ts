import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatAddress } from '../page/route';
import { shared } from '../styles/shared';
import './language-switch';
import { TownElement } from './town-element';
import './town-icon';

/** The town's name, the way home, signing at hand on every screen, the language. Fires `start-signing`, `skip`. */
@customElement('town-header')
export class TownHeader extends TownElement {
  static override styles = [
    shared,
    css`
      header {
        background: var(--blue);
        color: var(--paper);
      }
      .inner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        max-width: var(--wide);
        margin: 0 auto;
        padding: var(--space-2) var(--space-4);
      }
      .home {
        display: inline-flex;
        align-items: center;
        gap: var(--space-3);
        min-height: var(--target);
        margin-inline-end: auto;
        color: inherit;
        text-decoration: none;
        line-height: 1.15;
      }
      .home:hover .name {
        text-decoration: underline;
      }
      .name {
        display: block;
        font-size: 1.375rem;
        font-weight: 750;
      }
      .town {
        display: block;
        font-size: var(--small);
        color: var(--turquoise);
      }
      .mark {
        width: 2.75rem;
        height: 2.75rem;
      }
      .sign {
        border-color: var(--turquoise);
        background: var(--turquoise);
        color: var(--blue);
      }
      .sign:hover {
        background: var(--paper);
        border-color: var(--paper);
      }
      /* A button, not a link: the hash of the address is the page's own. */
      .skip {
        position: absolute;
        inset-inline-start: var(--space-4);
        inset-block-start: var(--space-2);
        z-index: 3;
      }
      .skip:not(:focus) {
        clip-path: inset(50%);
        pointer-events: none;
      }
      @media (max-width: 30rem) {
        .inner {
          flex-wrap: nowrap;
          padding-inline: var(--space-3);
        }
        .mark {
          display: none;
        }
        .town {
          font-size: 0.875rem;
        }
        .sign {
          padding-inline: var(--space-3);
        }
      }
      @media print {
        header {
          background: none;
          color: var(--ink);
          border-block-end: 2pt solid var(--ink);
        }
        .town {
          color: var(--ink);
        }
        .mark,
        language-switch {
          display: none;
        }
      }
    `,
  ];

  @property() town = '';
  /** On the first screen the large button is the one that tests and screen readers meet first. */
  @property({ type: Boolean, attribute: 'on-home' }) onHome = false;
  @property({ type: Boolean, attribute: 'on-signing' }) onSigning = false;

  override render() {
    return html`
      <header>
        <button class="button skip" @click=${() => this.send('skip')}>${this.t('page.skip')}</button>
        <div class="inner">
          <a class="home" href=${formatAddress({ screen: 'home' }, this.language)}>
            <img class="mark" src="/okienko.svg" alt="" />
            <span>
              <span class="name" lang="pl">Okienko</span>
              <span class="town" lang="pl">${this.town}</span>
            </span>
          </a>
          ${
            this.onSigning
              ? nothing
              : html`<button
                  class="button sign"
                  data-testid=${this.onHome ? 'ask-by-signing-header' : 'ask-by-signing'}
                  @click=${() => this.send('start-signing')}
                >
                  <town-icon name="hands"></town-icon>${this.t('header.sign')}
                </button>`
          }
          <language-switch .language=${this.language}></language-switch>
        </div>
      </header>
    `;
  }
}
