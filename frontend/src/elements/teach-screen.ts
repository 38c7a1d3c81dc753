import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import {
  LOGIN_ADDRESS,
  logOut,
  sessionState,
  withSecret,
  withSession,
  type SessionState,
} from '../api/account-api';
import { Failure } from '../api/failure';
import { TeachingApi, type RecordedSign, type TaughtSign } from '../api/teaching-api';
import { shared } from '../styles/shared';
import './error-message';
import './loading-note';
import './teach-sign';
import { teachStyle } from './teach-style';
import { TownElement } from './town-element';
import './town-icon';

const FEWEST_TAKES = 3;

/** The editors' page for teaching signs: logging in, the signs so far, one sign. A secret stays in memory. */
@customElement('teach-screen')
export class TeachScreen extends TownElement {
  static override styles = [shared, teachStyle];

  @state() private api: TeachingApi | undefined;
  @state() private signs: readonly RecordedSign[] = [];
  @state() private taught: readonly TaughtSign[] = [];
  @state() private gloss = '';
  @state() private isBusy = false;
  @state() private failure: Failure | undefined;
  /** Until the gateway has said otherwise, the office's secret is the way in. */
  @state() private account: SessionState = { has_secret: true, has_accounts: false };

  override connectedCallback(): void {
    super.connectedCallback();
    void this.recognise();
  }

  override render() {
    if (this.api && this.gloss) {
      return html`<teach-sign
        .language=${this.language}
        .api=${this.api}
        .gloss=${this.gloss}
        @back=${() => {
          this.gloss = '';
          void this.look();
        }}
      ></teach-sign>`;
    }
    return html`
      <div class="stack">
        <div>
          <h1 tabindex="-1">${this.t('teach.title')}</h1>
          <p>${this.t('teach.promise')}</p>
        </div>
        ${this.api ? this.overview() : this.login()}
        <error-message
          .language=${this.language}
          .failure=${this.failure}
          .noRetry=${!this.api}
          @retry=${() => void this.look()}
        ></error-message>
      </div>
    `;
  }

  private login() {
    return html`${this.account.has_accounts ? this.accountLogin() : ''}
    ${this.account.has_secret || !this.account.has_accounts ? this.secretLogin() : ''}`;
  }

  private accountLogin() {
    return html`
      <div class="near">
        <p>${this.t('teach.account')}</p>
        <div class="buttons">
          <a class="button primary" href=${LOGIN_ADDRESS} data-testid="teach-account"
            >${this.t('teach.log-in')}</a
          >
        </div>
      </div>
    `;
  }

  private secretLogin() {
    return html`
      <form class="near" @submit=${this.enter}>
        <label for="secret">${this.t('teach.secret')}</label>
        <input
          id="secret"
          name="secret"
          type="password"
          autocomplete="off"
          required
          data-testid="teach-secret"
        />
        <p class="soft">${this.t('teach.secret-where')}</p>
        <div class="buttons">
          <button class="button primary" data-testid="teach-enter" ?disabled=${this.isBusy}>
            ${this.t('teach.enter')}
          </button>
        </div>
      </form>
    `;
  }

  private overview() {
    return html`
      <form class="near" @submit=${this.choose}>
        <label for="gloss">${this.t('teach.gloss')}</label>
        <input
          id="gloss"
          name="gloss"
          maxlength="60"
          required
          autocomplete="off"
          autocapitalize="characters"
          aria-describedby="gloss-form"
          data-testid="teach-gloss"
        />
        <p class="soft" id="gloss-form">${this.t('teach.gloss-form')}</p>
        <div class="buttons">
          <button class="button primary" data-testid="teach-open">
            <town-icon name="camera"></town-icon>${this.t('teach.open')}
          </button>
        </div>
      </form>
      <section aria-labelledby="so-far">
        <h2 id="so-far">${this.t('teach.so-far')}</h2>
        ${this.isBusy ? html`<loading-note .language=${this.language}></loading-note>` : this.list()}
      </section>
      ${
        this.account.session
          ? html`<div class="buttons">
              <button class="button" data-testid="teach-log-out" @click=${this.leave}>
                ${this.t('teach.log-out')}
              </button>
            </div>`
          : ''
      }
    `;
  }

  private list() {
    if (!this.signs.length) return html`<p>${this.t('teach.none')}</p>`;
    return html`<ul class="near" role="list">
      ${this.signs.map((sign) => {
        const known = this.taught.find(({ gloss }) => gloss === sign.gloss);
        const takes = sign.clips.filter(({ state }) => state !== 'deleted').length;
        const status = known
          ? this.t('teach.is-known', { percent: Math.round(known.agreement * 100) })
          : !sign.published_clip
            ? this.t('teach.is-draft')
            : takes < FEWEST_TAKES
              ? this.t('teach.is-signed-only')
              : this.t('teach.is-coming');
        return html`<li class="note ${known ? 'good' : ''}" data-testid="teach-listed">
          <button class="button" @click=${() => (this.gloss = sign.gloss)}>
            <span lang="pl">${sign.gloss}</span>
          </button>
          ${this.t('teach.takes-count', { count: takes })} · ${status}
        </li>`;
      })}
    </ul>`;
  }

  private async enter(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const secret = new FormData(event.target as HTMLFormElement).get('secret');
    if (typeof secret !== 'string' || !secret) return;
    const api = new TeachingApi(withSecret(secret));
    if (await this.look(api)) this.api = api;
  }

  /** Go on where an account of the office is logged in already. */
  private async recognise(): Promise<void> {
    try {
      this.account = await sessionState(this.language);
    } catch {
      // The form for the secret stays, and says what is wrong when it is sent.
      return;
    }
    if (!this.account.session) return;
    const api = new TeachingApi(withSession(this.account.session.csrf_token));
    if (await this.look(api)) this.api = api;
  }

  private readonly leave = async (): Promise<void> => {
    try {
      if (this.account.session) await logOut(this.account.session.csrf_token, this.language);
    } catch (error) {
      this.failure = error instanceof Failure ? error : new Failure();
      return;
    }
    this.api = undefined;
    this.account = await sessionState(this.language).catch(() => ({ has_secret: true, has_accounts: true }));
  };

  private choose(event: SubmitEvent): void {
    event.preventDefault();
    const gloss = new FormData(event.target as HTMLFormElement).get('gloss');
    if (typeof gloss !== 'string') return;
    this.gloss = gloss.trim().toLocaleUpperCase('pl').replace(/\s+/g, '-');
  }

  private async look(api: TeachingApi | undefined = this.api): Promise<boolean> {
    if (!api) return false;
    this.isBusy = true;
    this.failure = undefined;
    try {
      const [signs, taught] = await Promise.all([api.signs(this.language), api.taught(this.language)]);
      [this.signs, this.taught] = [signs, taught.signs];
      return true;
    } catch (error) {
      this.failure = error instanceof Failure ? error : new Failure();
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
