import { html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Failure, isAborted } from '../api/failure';
import type { TownApi } from '../api/town-api';
import type { Answer, ClosedDay } from '../api/types';
import { shared } from '../styles/shared';
import './answer-card';
import './error-message';
import './loading-note';
import { TownElement } from './town-element';

/** Fetches one answer in the resident's language and shows it. Fires `shown` with its title, and `opened` with the answer, which the next question may refer to. */
@customElement('answer-screen')
export class AnswerScreen extends TownElement {
  static override styles = [shared];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: 'answer-id' }) answerId = '';
  /** The answer when it has just come with a reply, so that it need not be fetched again. */
  @property({ attribute: false }) known: Answer | undefined;
  @property({ attribute: 'matched-question' }) matchedQuestion = '';
  @property({ attribute: 'time-zone' }) timeZone = 'Europe/Warsaw';
  @property({ attribute: false }) closedDays: readonly ClosedDay[] = [];
  @property({ type: Boolean, attribute: 'asked-by-signing' }) askedBySigning = false;

  /** Changes when a service came back: what failed is tried again. */
  @property({ type: Number }) revived = 0;

  @state() private answer: Answer | undefined;
  @state() private failure: Failure | undefined;
  private cancel = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel.abort();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    const isNew =
      changed.has('answerId') ||
      changed.has('language') ||
      (changed.has('known') && this.known !== undefined);
    if (isNew || (changed.has('revived') && this.failure)) void this.load();
  }

  override render() {
    if (this.failure) {
      return html`<error-message
        .language=${this.language}
        .failure=${this.failure}
        heading
        @retry=${(event: Event) => {
          event.stopPropagation();
          void this.load();
        }}
      ></error-message>`;
    }
    if (!this.answer) return html`<loading-note .language=${this.language} heading></loading-note>`;
    return html`<answer-card
      .language=${this.language}
      .api=${this.api}
      .answer=${this.answer}
      .matchedQuestion=${this.matchedQuestion}
      .timeZone=${this.timeZone}
      .closedDays=${this.closedDays}
      .askedBySigning=${this.askedBySigning}
      .revived=${this.revived}
    ></answer-card>`;
  }

  private async load(): Promise<void> {
    this.cancel.abort();
    this.cancel = new AbortController();
    const { signal } = this.cancel;
    const { answerId, language, known } = this;
    this.failure = undefined;
    if (known?.id === answerId && known.language === language) {
      this.show(known);
      return;
    }
    if (this.answer?.id !== answerId) this.answer = undefined;
    try {
      const answer = await this.api.answer(answerId, language, signal);
      if (!signal.aborted) this.show(answer);
    } catch (error) {
      if (isAborted(error) || signal.aborted) return;
      this.answer = undefined;
      this.failure = error instanceof Failure ? error : new Failure();
      this.send('service-failed', this.failure);
    }
  }

  private show(answer: Answer): void {
    this.answer = answer;
    void this.updateComplete.then(() => {
      this.send('opened', answer);
      this.send('shown', answer.title);
    });
  }
}
