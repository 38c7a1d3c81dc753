import { html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { Failure } from '../api/failure';
import { TownApi } from '../api/town-api';
import type { Answer, ClosedDay, Health, Language, Office, ServiceName, Topics } from '../api/types';
import { rememberedLanguage, rememberLanguage } from '../page/chosen-language';
import { Conversation, type Asked } from '../page/conversation';
import { wantsFilm } from '../page/film';
import { firstHeading } from '../page/heading';
import { HealthWatch, isServing } from '../page/health-watch';
import { formatAddress, parseAddress, wantsServerLandmarks, type Route } from '../page/route';
import { applyTheme } from '../page/theme';
import { shared } from '../styles/shared';
import './answer-screen';
import './ask-by-signing';
import './error-message';
import './home-screen';
import './loading-note';
import './language-offer';
import './question-form';
import './rate-answer';
import './reply-screen';
import './search-details';
import './service-notice';
import './teach-screen';
import './topic-screen';
import './town-footer';
import './town-header';
import { TownElement } from './town-element';
import { townPageStyle } from './town-page-style';

/** The whole page: knows where the resident is, asks the gateway, hands everything down. */
@customElement('town-page')
export class TownPage extends TownElement {
  static override styles = [shared, townPageStyle];

  private readonly api = new TownApi();
  private readonly conversation = new Conversation(this.api);
  private readonly watch = new HealthWatch(this.api, (health, revived) => this.hear(health, revived));

  @state() private route: Route = { screen: 'home' };
  @state() private health: Health | null | undefined;
  @state() private topics: Topics | undefined;
  @state() private topicsFailure: Failure | undefined;
  @state() private office: Office | undefined;
  @state() private isAsking = false;
  @state() private askFailure: Failure | undefined;
  @state() private announcement = '';
  /** Counts services that came back, so that what failed is tried again. */
  @state() private revived = 0;
  private isEagerToSign = false;
  /** Whether the resident is on the way to another screen, whose heading then gets the focus. */
  private isMoving = false;
  private readonly isServerWanted = wantsServerLandmarks(location);
  @query('main') private main!: HTMLElement;

  override connectedCallback(): void {
    super.connectedCallback();
    this.language = rememberedLanguage();
    window.addEventListener('hashchange', this.onAddress);
    this.readAddress();
    this.watch.start();
    void this.fetchTown();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.onAddress);
    this.watch.stop();
  }

  override render() {
    const town = this.office?.town ?? '';
    const { screen } = this.route;
    return html`
      <town-header
        .language=${this.language}
        .town=${town}
        .onHome=${screen === 'home'}
        .onSigning=${screen === 'signing'}
        @skip=${() => this.main.focus()}
        @start-signing=${this.startSigning}
        @language-change=${(event: CustomEvent<Language>) => this.changeLanguage(event.detail)}
      ></town-header>
      <service-notice .language=${this.language} .health=${this.health}></service-notice>
      <main
        tabindex="-1"
        @ask=${(event: CustomEvent<Asked>) => void this.ask(event.detail)}
        @start-signing=${this.startSigning}
        @language-change=${(event: CustomEvent<Language>) => this.changeLanguage(event.detail)}
        @service-failed=${() => void this.watch.check()}
        @shown=${(event: CustomEvent<string>) => this.arrived(event.detail)}
        @opened=${(event: CustomEvent<Answer>) => this.conversation.opened(event.detail)}
      >
        ${screen === 'home' ? this.home(town) : html`<div class="inner">${this.screen()}</div>`}
      </main>
      <town-footer .language=${this.language} .office=${this.office}></town-footer>
      <div class="visually-hidden" role="status" data-testid="announcement">${this.announcement}</div>
    `;
  }

  private home(town: string) {
    return html`<home-screen
      .language=${this.language}
      .api=${this.api}
      .town=${town}
      .topics=${this.topics}
      .topicsFailure=${this.topicsFailure}
      .signingAvailable=${isServing(this.health, 'signing')}
      .busy=${this.isAsking}
      .failure=${this.askFailure}
      @retry=${() => void this.fetchTown()}
    ></home-screen>`;
  }

  private screen() {
    switch (this.route.screen) {
      case 'answer':
        return this.answerScreen(this.route.id);
      case 'reply':
        return this.replyScreen(this.route.number);
      case 'topic':
        return this.topicScreen(this.route.id);
      case 'teaching':
        return html`<teach-screen .language=${this.language}></teach-screen>`;
      default:
        return html`<ask-by-signing
          .language=${this.language}
          .api=${this.api}
          .topics=${this.topics}
          .landmarkMode=${this.isServerWanted ? 'server' : 'browser'}
          .eager=${this.isEagerToSign}
          .busy=${this.isAsking}
          .failure=${this.askFailure}
          .recognitionAvailable=${isServing(this.health, 'recognition')}
        ></ask-by-signing>`;
    }
  }

  private answerScreen(id: string) {
    const found = this.conversation.answer(id);
    return html`
      ${found?.askedIn === 'en' && this.language === 'pl' ? html`<language-offer></language-offer>` : nothing}
      ${found?.notice ? html`<p class="notice" role="status">${found.notice}</p>` : nothing}
      <answer-screen
        .language=${this.language}
        .api=${this.api}
        .answerId=${id}
        .known=${found?.answer}
        .matchedQuestion=${found?.answer.language === this.language ? found.matchedQuestion : ''}
        .timeZone=${this.office?.time_zone ?? 'Europe/Warsaw'}
        .closedDays=${this.publicHolidays}
        .askedBySigning=${found?.askedBySigning === true || wantsFilm(location.hash)}
        .revived=${this.revived}
      ></answer-screen>
      <rate-answer
        .language=${this.language}
        .answerId=${id}
        .question=${found?.question ?? ''}
      ></rate-answer>
      ${this.askAgain('', 'ask.further')} ${found ? this.details() : nothing}
    `;
  }

  private replyScreen(number: number) {
    const reply = this.conversation.reply(number);
    if (!reply) return html`<loading-note .language=${this.language}></loading-note>`;
    const { outcome } = reply;
    // Where the question was not understood it comes first, to be put in other words; elsewhere what is said to it does.
    const isUnknown = outcome === 'decline';
    const again =
      isUnknown || outcome === 'clarify'
        ? this.askAgain(this.conversation.text(number), 'ask.differently', isUnknown)
        : this.askAgain('', outcome === 'answer' ? 'ask.further' : 'ask.label');
    return html`
      ${isUnknown ? again : nothing}
      <reply-screen
        .language=${this.language}
        .api=${this.api}
        .reply=${reply}
        .turns=${[...this.conversation.turns]}
        .timeZone=${this.office?.time_zone ?? 'Europe/Warsaw'}
        .closedDays=${this.publicHolidays}
        .signingAvailable=${isServing(this.health, 'signing')}
      ></reply-screen>
      ${isUnknown ? nothing : again} ${this.details()}
    `;
  }

  private details() {
    return html`<search-details
      .language=${this.language}
      .explain=${() => this.conversation.explain()}
    ></search-details>`;
  }

  /** What closes every office; its own closing days stand at the town hall itself. */
  private get publicHolidays(): readonly ClosedDay[] {
    return (this.office?.closed_days ?? []).filter((day) => !day.is_own);
  }

  private topicScreen(id: string) {
    const topic = this.topics?.topics.find((item) => item.id === id);
    if (topic) {
      return html`<topic-screen
        .language=${this.language}
        .api=${this.api}
        .topic=${topic}
        .signingAvailable=${isServing(this.health, 'signing')}
      ></topic-screen>`;
    }
    const failure = this.topics
      ? new Failure({ title: '', status: 404, detail: this.t('topic.unknown'), reason: 'NO_SUCH_TOPIC' })
      : this.topicsFailure;
    if (!failure) return html`<loading-note .language=${this.language} heading></loading-note>`;
    return html`<error-message
      .language=${this.language}
      .failure=${failure}
      .noRetry=${this.topics !== undefined}
      heading
      @retry=${() => void this.fetchTown()}
    ></error-message>`;
  }

  private askAgain(text: string, label: 'ask.differently' | 'ask.further' | 'ask.label', isFirst = false) {
    return html`<div class="again ${isFirst ? 'first' : ''}">
      <question-form
        .language=${this.language}
        .busy=${this.isAsking}
        .failure=${this.askFailure}
        .text=${text}
        .label=${this.t(label)}
        .example=${label === 'ask.further' ? this.t('ask.further-example') : ''}
      ></question-form>
    </div>`;
  }

  private async ask(asked: Asked): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    this.askFailure = undefined;
    try {
      const route = await this.conversation.ask(asked, this.language);
      // A follow-up may lead to the answer that is on the screen already.
      if (location.hash === formatAddress(route, this.language)) this.onAddress();
      else this.go(route);
    } catch (error) {
      this.askFailure = error instanceof Failure ? error : new Failure();
      void this.watch.check();
    }
    this.isAsking = false;
  }

  private async fetchTown(): Promise<void> {
    this.topicsFailure = undefined;
    const { language } = this;
    try {
      [this.topics, this.office] = await Promise.all([this.api.topics(language), this.api.office(language)]);
      this.setTitle();
      void this.wearColours();
    } catch (error) {
      this.topicsFailure = error instanceof Failure ? error : new Failure();
      void this.watch.check();
    }
  }

  /** Without the town's colours the page keeps its own. */
  private async wearColours(): Promise<void> {
    const { theme } = await this.api.town().catch(() => ({ theme: null }));
    if (theme) applyTheme(theme);
  }

  private hear(health: Health | null, revived: ServiceName[]): void {
    this.health = health;
    if (!revived.length) return;
    this.revived += 1;
    if (!this.topics || !this.office) void this.fetchTown();
  }

  private startSigning(): void {
    this.isEagerToSign = true;
    this.go({ screen: 'signing' });
  }

  private go(route: Route): void {
    location.hash = formatAddress(route, this.language);
  }

  private readonly onAddress = (): void => {
    this.isMoving = true;
    this.readAddress();
    window.scrollTo(0, 0);
    if (this.route.screen === 'answer') return;
    // Elements within elements draw one after the other; in the next task all of them have.
    void this.updateComplete.then(() => setTimeout(() => this.arrived('')));
  };

  private readAddress(): void {
    const { route, language } = parseAddress(location.hash);
    const isGone = route.screen === 'reply' && !this.conversation.reply(route.number);
    this.route = isGone ? { screen: 'home' } : route;
    if (isGone) history.replaceState(null, '', formatAddress(this.route, this.language));
    if (route.screen !== 'signing') this.isEagerToSign = false;
    if (this.route.screen === 'home') this.conversation.startAnew();
    this.askFailure = undefined;
    this.useLanguage(language ?? this.language);
    this.setTitle();
  }

  private changeLanguage(language: Language): void {
    this.useLanguage(language);
    history.replaceState(null, '', formatAddress(this.route, language));
    void this.fetchTown();
    if (this.route.screen === 'reply') {
      void this.repeatQuestion(this.route.number, language);
    }
  }

  private async repeatQuestion(number: number, language: Language): Promise<void> {
    try {
      if (await this.conversation.askAgain(number, language)) this.requestUpdate();
    } catch {
      // What is on the screen stays useful in the language it is in; the notice says what is missing.
      void this.watch.check();
    }
  }

  private useLanguage(language: Language): void {
    this.language = language;
    document.documentElement.lang = language;
    rememberLanguage(language);
    this.setTitle();
  }

  /** Move screen readers and keyboards to the new screen's heading. */
  private arrived(title: string): void {
    const heading = firstHeading(this.main);
    const name = title || heading?.textContent?.trim() || '';
    this.setTitle(name);
    this.announcement = name;
    if (this.isMoving) heading?.focus({ preventScroll: true });
    this.isMoving = false;
  }

  private setTitle(name = ''): void {
    const town = this.office?.town;
    document.title = [name === town ? '' : name, 'Okienko', town].filter(Boolean).join(' – ');
  }
}
