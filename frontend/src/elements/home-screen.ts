import { html, nothing } from 'lit';
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
import { homeScreenStyle } from './home-screen-style';
import './town-icon';

/** The first screen: what this is, three ways to ask, what people ask most. Fires `start-signing`, `ask`. */
@customElement('home-screen')
export class HomeScreen extends TownElement {
  static override styles = [shared, homeScreenStyle];

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
