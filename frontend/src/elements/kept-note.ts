import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { features, type Features } from '../api/feedback-api';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';

/** What becomes of questions: that nothing is stored, or where the town keeps some of them, which and for how long. */
@customElement('kept-note')
export class KeptNote extends TownElement {
  static override styles = [shared];

  /** Beside a question: says anything only where questions are kept, and that in short. */
  @property({ type: Boolean, attribute: 'kept-only' }) keptOnly = false;

  @state() private features: Features | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void features().then((found) => (this.features = found));
  }

  override render() {
    const learning = this.features?.learning;
    if (learning?.mode !== 'questions') {
      return this.keptOnly ? nothing : html`<p>${this.t('footer.privacy')}</p>`;
    }
    return html`<p data-testid="questions-kept">
      ${this.t(this.keptOnly ? 'ask.kept' : 'footer.questions-kept', { days: String(learning.question_days) })}
    </p>`;
  }
}
