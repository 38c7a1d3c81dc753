import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import type { Answer, ClosedDay } from '../api/types';
import { writtenDate } from '../locales/translate';
import { formatAddress } from '../page/route';
import type { Signed } from '../playback/signed-text';
import { placesWithin, within, type TextRange } from '../speech/heard-text';
import type { Heard } from '../speech/reading';
import { shared } from '../styles/shared';
import { answerCardStyle } from './answer-card-style';
import './asked-first';
import './choice-list';
import { heardStyle, heardWords } from './heard-words';
import './mail-answer';
import './place-card';
import './print-codes';
import './read-aloud';
import './share-link';
import './sign-player';
import './source-list';
import { TownElement } from './town-element';
import './town-icon';
import './translated-label';

/** Characters, and lines of a place counted as such, from which an answer needs smaller print to fit on one sheet. */
const LONG = 1700;
/** From here on it needs the smallest print: an answer of 2,934 with three places does not fit otherwise. */
const LONGEST = 2700;

/** One answer with all its forms: signs, short text, easy text, steps, cost, places, sources. */
@customElement('answer-card')
export class AnswerCard extends TownElement {
  static override styles = [shared, heardStyle, answerCardStyle];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) answer!: Answer;
  /** The stored question that matched best; empty when nothing was asked. */
  @property({ attribute: 'matched-question' }) matchedQuestion = '';
  @property({ attribute: 'time-zone' }) timeZone = 'Europe/Warsaw';
  @property({ attribute: false }) closedDays: readonly ClosedDay[] = [];
  /** Whether the question was signed: the video then starts by itself. */
  @property({ type: Boolean, attribute: 'asked-by-signing' }) askedBySigning = false;
  /** A heading of the first level; lower where another stands above. */
  @property({ type: Number, attribute: 'heading-level' }) headingLevel = 1;

  /** Changes when a service came back: what failed is tried again. */
  @property({ type: Number }) revived = 0;

  @state() private heard: Heard | undefined;
  @state() private signed: Signed | undefined;
  @state() private isSignLarge = false;

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('answer')) return;
    this.heard = this.signed = undefined;
    const length = printedLength(this.answer);
    this.toggleAttribute('long', length > LONG);
    this.toggleAttribute('longest', length > LONGEST);
  }

  override render() {
    const { answer } = this;
    const question = this.matchedQuestion || answer.question;
    return html`
      <article>
        <p class="question">
          <span class="soft">${this.t('answer.question')}</span>
          <span lang=${this.matchedQuestion ? answer.language : this.languageOf('question')}
            >${question}</span
          >
        </p>
        <div class="title">
          <town-icon name=${answer.icon}></town-icon>
          ${this.heading()}
        </div>
        <translated-label .language=${this.language} .origin=${answer.forms.text.origin}></translated-label>
        <asked-first
          .language=${this.language}
          .answer=${answer}
          .timeZone=${this.timeZone}
          .closedDays=${this.closedDays}
        ></asked-first>
        <div class="tools no-print">
          ${
            answer.forms.speech.available
              ? html`<read-aloud
                  .language=${this.language}
                  .api=${this.api}
                  .answerId=${answer.id}
                  @heard=${(event: CustomEvent<Heard>) => (this.heard = event.detail)}
                ></read-aloud>`
              : nothing
          }
          <button class="button" data-testid="print" @click=${() => window.print()}>
            <town-icon name="printer"></town-icon>${this.t('answer.print')}
          </button>
          <share-link
            .language=${this.language}
            .address=${formatAddress({ screen: 'answer', id: answer.id }, this.language)}
            .name=${answer.title}
          ></share-link>
          <mail-answer .language=${this.language} .answerId=${answer.id}></mail-answer>
        </div>
        <div class="columns ${this.isSignLarge ? 'sign-large' : ''}">
          ${
            answer.forms.sign.available
              ? html`<sign-player
                  .language=${this.language}
                  .api=${this.api}
                  .answerId=${answer.id}
                  .about=${this.headingLevel === 1 ? '' : answer.title}
                  .large=${this.isSignLarge}
                  .eager=${this.askedBySigning}
                  .revived=${this.revived}
                  @signed=${(event: CustomEvent<Signed>) => (this.signed = event.detail)}
                  @swap-size=${() => (this.isSignLarge = !this.isSignLarge)}
                ></sign-player>`
              : nothing
          }
          <div class="text">${this.texts()}</div>
        </div>
        ${this.places()} ${this.sources()} ${this.related()}
      </article>
    `;
  }

  private heading() {
    const title = this.spoken('title', this.answer.title);
    const language = this.languageOf('title');
    return this.headingLevel === 1
      ? html`<h1 id="title" tabindex="-1" data-testid="answer-title" lang=${language}>${title}</h1>`
      : html`<h2 id="title" class="as-h1" data-testid="answer-title" lang=${language}>${title}</h2>`;
  }

  private texts() {
    const { answer } = this;
    return html`
      <p class="short" data-testid="answer-short" lang=${this.languageOf('short')}>
        ${this.spoken('short', answer.short, this.signed?.text === answer.short ? this.signed.range : undefined)}
      </p>
      <dl class="facts">
        ${
          answer.cost
            ? html`<div>
                <dt>${this.t('answer.cost')}</dt>
                <dd data-testid="answer-cost" lang=${this.languageOf('cost')}>
                  ${this.spoken('cost', answer.cost)}
                </dd>
              </div>`
            : nothing
        }
        ${
          answer.duration
            ? html`<div>
                <dt>${this.t('answer.duration')}</dt>
                <dd data-testid="answer-duration" lang=${this.languageOf('duration')}>
                  ${this.spoken('duration', answer.duration)}
                </dd>
              </div>`
            : nothing
        }
      </dl>
      ${
        answer.documents.length
          ? html`<section aria-labelledby="documents title">
              <h2 id="documents">${this.t('answer.documents')}</h2>
              <ul class="documents" role="list" data-testid="answer-documents">
                ${answer.documents.map(
                  (item, index) =>
                    html`<li lang=${this.languageOf(`documents.${index}`)}>
                      ${this.spoken(`documents.${index}`, item)}
                    </li>`,
                )}
              </ul>
            </section>`
          : nothing
      }
      ${
        answer.steps.length
          ? html`<section aria-labelledby="steps title">
              <h2 id="steps">${this.t('answer.steps')}</h2>
              <ol class="steps" role="list" data-testid="answer-steps">
                ${answer.steps.map(
                  (step, index) =>
                    html`<li lang=${this.languageOf(`steps.${index}`)}>
                      ${this.spoken(`steps.${index}`, step)}
                    </li>`,
                )}
              </ol>
            </section>`
          : nothing
      }
      ${
        answer.easy.length
          ? html`<section class="easy" aria-labelledby="easy title">
              <h2 id="easy">${this.t('answer.easy')}</h2>
              <ul role="list" data-testid="answer-easy">
                ${answer.easy.map((sentence, index) => html`<li lang=${this.languageOf(`easy.${index}`)}>${sentence}</li>`)}
              </ul>
            </section>`
          : nothing
      }
    `;
  }

  private places() {
    const { places, online } = this.answer;
    if (!places.length && !online) return nothing;
    return html`<section aria-labelledby="places title">
      <h2 id="places">${this.t('answer.places')}</h2>
      ${
        online
          ? html`<p class="online">
              <a class="button" href=${online} rel="external noreferrer" data-testid="answer-online"
                >${this.t('answer.online')}</a
              >
              <span class="soft no-print">${new URL(online).hostname}</span>
              <span class="on-paper" data-testid="answer-online-paper"
                >${this.t('answer.online')}: ${online.replace('https://', '')}</span
              >
            </p>`
          : nothing
      }
      <div class="places">
        ${places.map(
          (place, index) =>
            html`<place-card
              .language=${this.language}
              .place=${place}
              .timeZone=${this.timeZone}
              .closedDays=${this.closedDays}
              .hook=${index === 0 ? 'answer' : ''}
            ></place-card>`,
        )}
      </div>
    </section>`;
  }

  private sources() {
    const { sources, checked } = this.answer;
    return html`<section class="sources" aria-labelledby="sources title">
      <h2 id="sources">${this.t('answer.sources')}</h2>
      <source-list .language=${this.language} .sources=${sources}></source-list>
      <p class="checked" data-testid="answer-checked">
        ${this.t('answer.checked', { date: writtenDate(this.language, checked) })}
      </p>
      <print-codes
        .language=${this.language}
        .answerId=${this.answer.id}
        .film=${this.answer.forms.sign.available}
      ></print-codes>
    </section>`;
  }

  private related() {
    const { related } = this.answer;
    if (!related.length) return nothing;
    return html`<section class="no-print" aria-labelledby="related title">
      <h2 id="related">${this.t('answer.related')}</h2>
      <choice-list .language=${this.language} .choices=${related} hook="related-question"></choice-list>
    </section>`;
  }

  private languageOf(field: string): string {
    return this.answer.untranslated.includes(field) ? 'pl' : this.answer.language;
  }

  /** Return a text with the word marked that is being heard, else the one that is being signed. */
  private spoken(field: string, text: string, signed?: TextRange): TemplateResult | string {
    return heardWords(text, this.heardIn(field) ?? signed);
  }

  private heardIn(field: string): TextRange | undefined {
    if (!this.heard?.range) return undefined;
    const { answer } = this;
    const fields = [
      'title',
      'short',
      ...answer.documents.map((_, index) => `documents.${index}`),
      ...answer.steps.map((_, index) => `steps.${index}`),
      'cost',
      'duration',
    ];
    const { title, short, documents, steps, cost, duration } = answer;
    const texts = [title, short, ...documents, ...steps, cost, duration];
    const places = placesWithin(this.heard.text, texts);
    return within(places[fields.indexOf(field)], this.heard.range);
  }
}

function printedLength({ short, documents, steps, easy, places, sources }: Answer): number {
  const text = [short, ...documents, ...steps, ...easy].join(' ').length;
  return text + 250 * places.length + 90 * sources.length;
}
