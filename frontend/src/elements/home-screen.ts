import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Failure } from '../api/failure';
import type { TownApi } from '../api/town-api';
import type { Topics } from '../api/types';
import { inLanguage } from '../locales/translate';
import { formatAddress } from '../page/route';
import { shared } from '../styles/shared';
import './error-message';
import './loading-note';
import './question-form';
import './topic-tiles';
import { TownElement } from './town-element';
import './town-icon';

/** The first screen: what this is, three ways to ask, what people ask most. Fires `start-signing`, `ask`. */
@customElement('home-screen')
export class HomeScreen extends TownElement {
  static override styles = [
    shared,
    css`
      .hero {
        background: var(--blue);
        color: var(--paper);
      }
      .inner {
        max-width: var(--wide);
        margin: 0 auto;
        padding: var(--space-6) var(--space-4);
      }
      .hero .inner {
        padding-block: var(--space-5) var(--space-6);
      }
      h1 {
        max-width: 22ch;
        font-size: clamp(2rem, 1.3rem + 3.4vw, 3.75rem);
        font-weight: 780;
        letter-spacing: -0.01em;
      }
      .promise {
        max-width: var(--measure);
        margin-block: var(--space-3) var(--space-5);
        font-size: var(--lead);
        color: var(--turquoise);
      }
      .ways {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
      @media (min-width: 60rem) {
        .ways {
          grid-template-columns: minmax(0, 4fr) minmax(0, 6fr);
        }
      }
      .sign {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        width: 100%;
        padding: var(--space-4) var(--space-5);
        border: 0;
        border-radius: var(--radius);
        background: var(--turquoise);
        color: var(--blue);
        text-align: start;
        cursor: pointer;
      }
      .sign:hover {
        background: var(--paper);
      }
      .sign town-icon {
        width: clamp(3.5rem, 16vw, 5.5rem);
        height: clamp(3.5rem, 16vw, 5.5rem);
      }
      .sign strong {
        display: block;
        font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.125rem);
        font-weight: 780;
        line-height: 1.1;
      }
      .sign > span > span {
        display: block;
        margin-block-start: var(--space-1);
      }
      .type {
        display: grid;
        gap: var(--space-3);
        align-content: center;
        padding: var(--space-4) var(--space-5);
        border-radius: var(--radius);
        background: var(--paper);
        color: var(--ink);
      }
      .topics-link {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: var(--target);
        font-weight: 650;
      }
      h2 {
        margin-block-end: var(--space-4);
        font-size: var(--h2);
      }
      .all {
        background: var(--wash);
      }
      .all ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
        gap: var(--space-2) var(--space-4);
      }
      .all a {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 3.5rem;
        padding: var(--space-2) 0;
        border-block-end: 2px solid var(--line);
        font-size: var(--h3);
        font-weight: 600;
        text-decoration: none;
      }
      .all a:hover {
        text-decoration: underline;
      }
      .all town-icon {
        color: var(--turquoise-ink);
      }
      @media (max-width: 30rem) {
        .sign,
        .type {
          padding: var(--space-4);
        }
        .inner {
          padding-block: var(--space-5);
        }
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) topics: Topics | undefined;
  @property({ attribute: false }) topicsFailure: Failure | undefined;
  @property() town = '';
  @property({ type: Boolean, attribute: 'signing-available' }) signingAvailable = true;
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) failure: Failure | undefined;

  override render() {
    return html`
      <div class="hero">
        <div class="inner">
          <h1 tabindex="-1" lang="pl">${this.town || 'Okienko'}</h1>
          <p class="promise">${this.t('home.promise')}</p>
          <div class="ways">
            <button class="sign" data-testid="ask-by-signing" @click=${() => this.send('start-signing')}>
              <town-icon name="hands"></town-icon>
              <span>
                <strong>${this.t('home.sign')}</strong>
                <span>${this.t('home.sign-text')}</span>
              </span>
            </button>
            <div class="type">
              <question-form
                .language=${this.language}
                .busy=${this.busy}
                .failure=${this.failure}
              ></question-form>
              <a class="topics-link" href="#topics" @click=${this.goToTopics}>
                <town-icon name="grid"></town-icon>${this.t('home.topics-link')}
              </a>
            </div>
          </div>
        </div>
      </div>
      <section class="inner" aria-labelledby="topics">
        <h2 id="topics" tabindex="-1">${this.t('home.featured')}</h2>
        ${this.tiles()}
      </section>
      ${
        this.topics
          ? html`<nav class="all" aria-labelledby="all">
              <div class="inner">
                <h2 id="all">${this.t('home.all-topics')}</h2>
                <ul role="list">
                  ${this.topics.topics.map((topic) => {
                    const name = inLanguage(topic.names, this.language);
                    return html`<li>
                      <a
                        lang=${name.language}
                        data-testid="topic-link"
                        href=${formatAddress({ screen: 'topic', id: topic.id }, this.language)}
                        ><town-icon name=${topic.icon}></town-icon>${name.text}</a
                      >
                    </li>`;
                  })}
                </ul>
              </div>
            </nav>`
          : nothing
      }
    `;
  }

  private tiles() {
    if (this.topics) {
      const tiles = this.topics.featured.map((item) => {
        const title = inLanguage(item.titles, this.language);
        return { id: item.id, icon: item.icon, name: title.text, language: title.language };
      });
      return html`<topic-tiles
        .language=${this.language}
        .api=${this.api}
        .tiles=${tiles}
        .signed=${this.signingAvailable}
      ></topic-tiles>`;
    }
    if (this.topicsFailure) {
      return html`<error-message .language=${this.language} .failure=${this.topicsFailure}></error-message>`;
    }
    return html`<loading-note .language=${this.language}></loading-note>`;
  }

  private goToTopics(event: Event): void {
    // An address of its own would look like a screen of its own.
    event.preventDefault();
    const heading = this.renderRoot.querySelector<HTMLElement>('#topics');
    heading?.scrollIntoView();
    heading?.focus({ preventScroll: true });
  }
}
