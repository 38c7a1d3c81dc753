import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Failure } from '../api/failure';
import type { NewTake, RecordedSign, TakeCheck, TeachingApi } from '../api/teaching-api';
import { formatAddress } from '../page/route';
import { shared } from '../styles/shared';
import './error-message';
import './loading-note';
import './record-take';
import './take-card';
import './take-verdict';
import { teachStyle } from './teach-style';
import { TownElement } from './town-element';
import './town-icon';

const SHORTEST_NOTE = 10;
/** Every recognition server has heard of a change after two seconds; then it need not be watched much longer. */
const WATCH_MILLISECONDS = 700;
const MOST_WATCHED = 20;

/** One sign: consent, recording, the takes, whether they can teach it, publishing and taking back. Fires `back`. */
@customElement('teach-sign')
export class TeachSign extends TownElement {
  static override styles = [shared, teachStyle];

  @property({ attribute: false }) api!: TeachingApi;
  @property() gloss = '';
  @state() private sign: RecordedSign | undefined;
  @state() private check: TakeCheck | undefined;
  @state() private consent = '';
  @state() private isBusy = false;
  /** Whether a recognition server names the sign; undefined while that is not known. */
  @state() private isKnown: boolean | undefined;
  @state() private failure: Failure | undefined;

  override firstUpdated(): void {
    this.renderRoot.querySelector('h1')?.focus();
    void this.act(() => this.api.sign(this.gloss, this.language));
  }

  override render() {
    return html`
      <div class="stack">
        <button class="button back" data-testid="teach-back" @click=${() => this.send('back')}>
          <town-icon name="back"></town-icon>${this.t('teach.back')}
        </button>
        <h1 tabindex="-1">${this.t('teach.sign', { gloss: this.gloss })}</h1>
        ${this.sign ? this.parts(this.sign) : nothing}
        <error-message .language=${this.language} .failure=${this.failure} no-retry></error-message>
        ${this.isBusy ? html`<loading-note .language=${this.language}></loading-note>` : nothing}
      </div>
    `;
  }

  private parts(sign: RecordedSign) {
    const takes = sign.clips.filter(({ state }) => state !== 'deleted');
    return html`
      <section class="near" aria-labelledby="consent-title">
        <h2 id="consent-title">${this.t('teach.consent')}</h2>
        <label for="consent">${this.t('teach.consent-label')}</label>
        <textarea
          id="consent"
          rows="2"
          maxlength="500"
          aria-describedby="consent-help"
          data-testid="teach-consent"
          .value=${this.consent}
          @input=${(event: InputEvent) => (this.consent = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
        <p class="soft" id="consent-help">${this.t('teach.consent-help')}</p>
      </section>
      <section class="near" aria-labelledby="record-title">
        <h2 id="record-title">${this.t('teach.record-title')}</h2>
        <p>${this.t('teach.how')}</p>
        ${this.hasConsent ? nothing : html`<p class="note trouble">${this.t('teach.consent-first')}</p>`}
        <record-take
          .language=${this.language}
          .blocked=${!this.hasConsent || this.isBusy}
          @take=${(event: CustomEvent<NewTake>) => void this.keep(event.detail)}
        ></record-take>
      </section>
      ${takes.length ? this.taken(sign, takes) : nothing}
    `;
  }

  private taken(sign: RecordedSign, takes: RecordedSign['clips']) {
    const isGood = this.check?.verdict === 'good';
    return html`
      <section class="near" aria-labelledby="takes-title">
        <h2 id="takes-title">${this.t('teach.takes')}</h2>
        ${
          this.check
            ? html`<take-verdict .language=${this.language} .check=${this.check}></take-verdict>`
            : nothing
        }
        <div class="takes">
          ${takes.map(
            (clip) =>
              html`<take-card
                .language=${this.language}
                .api=${this.api}
                .gloss=${this.gloss}
                .clip=${clip}
                .busy=${this.isBusy}
                .agreement=${
                  takes.length > 1
                    ? this.check?.takes.find((one) => one.clip === clip.clip)?.agreement
                    : undefined
                }
                @remove-take=${(event: CustomEvent<number>) =>
                  void this.act(() => this.api.remove(this.gloss, event.detail, this.language))}
              ></take-card>`,
          )}
        </div>
        ${this.known(sign)}
        <div class="buttons">
          ${
            sign.published_clip
              ? html`<button
                  class="button"
                  data-testid="teach-withdraw"
                  ?disabled=${this.isBusy}
                  @click=${() => void this.change(() => this.api.withdraw(this.gloss, this.language), false)}
                >
                  <town-icon name="close"></town-icon>${this.t('teach.withdraw')}
                </button>`
              : html`<button
                  class="button primary"
                  data-testid="teach-publish"
                  ?disabled=${!isGood || this.isBusy}
                  @click=${() => void this.publish()}
                >
                  <town-icon name="hands"></town-icon>${this.t('teach.publish')}
                </button>`
          }
        </div>
      </section>
    `;
  }

  private known(sign: RecordedSign) {
    if (this.isKnown === undefined) return nothing;
    const isTrue = this.isKnown;
    const wanted = sign.published_clip !== null;
    const key = wanted
      ? isTrue
        ? 'teach.known'
        : 'teach.not-yet-known'
      : isTrue
        ? 'teach.still-known'
        : 'teach.forgotten';
    return html`<p
      class="note ${isTrue === wanted ? 'good' : 'trouble'}"
      role="status"
      data-testid="teach-known"
      data-known=${String(isTrue)}
    >
      ${this.t(key)}
      ${
        isTrue && wanted
          ? html`<a class="standing" href=${formatAddress({ screen: 'signing' }, this.language)}
              >${this.t('teach.try')}</a
            >`
          : nothing
      }
    </p>`;
  }

  private get hasConsent(): boolean {
    return this.consent.trim().length >= SHORTEST_NOTE;
  }

  private async keep(take: NewTake): Promise<void> {
    await this.act(async () => {
      await this.api.record(this.gloss, this.consent, take, this.language);
      return this.api.sign(this.gloss, this.language);
    });
  }

  /** The take that is most like the others is the one that the drawn signer performs. */
  private async publish(): Promise<void> {
    const best = [...(this.check?.takes ?? [])].sort((a, b) => b.agreement - a.agreement)[0];
    if (best) await this.change(() => this.api.publish(this.gloss, best.clip, this.language), true);
  }

  private async change(step: () => Promise<RecordedSign>, isWanted: boolean): Promise<void> {
    if (!(await this.act(step))) return;
    for (let times = 0; times < MOST_WATCHED && this.isConnected; times += 1) {
      this.isKnown = await this.isTaught();
      if (this.isKnown === isWanted) return;
      await new Promise((done) => setTimeout(done, WATCH_MILLISECONDS));
    }
  }

  private async isTaught(): Promise<boolean | undefined> {
    try {
      const { signs } = await this.api.taught(this.language);
      return signs.some(({ gloss }) => gloss === this.gloss);
    } catch {
      return this.isKnown;
    }
  }

  /** Do something that changes the sign, then check its takes anew. */
  private async act(step: () => Promise<RecordedSign>): Promise<boolean> {
    this.isBusy = true;
    this.failure = undefined;
    try {
      this.sign = await step();
      const hasTakes = this.sign.clips.some(({ state }) => state !== 'deleted');
      this.check = hasTakes ? await this.api.check(this.gloss, this.language) : undefined;
      if (this.sign.published_clip && this.isKnown === undefined) this.isKnown = await this.isTaught();
      return true;
    } catch (error) {
      this.failure = error instanceof Failure ? error : new Failure();
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
